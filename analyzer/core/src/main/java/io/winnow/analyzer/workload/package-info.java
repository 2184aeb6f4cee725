// SPDX-License-Identifier: Apache-2.0
/**
 * What containers have in common: the id of a workload, and how it is made from what is known of a container.
 */
package io.winnow.analyzer.workload;
