// SPDX-License-Identifier: Apache-2.0
/**
 * The owners of a node's pods, from the API server of Kubernetes.
 */
package io.winnow.analyzer.kubernetes;
