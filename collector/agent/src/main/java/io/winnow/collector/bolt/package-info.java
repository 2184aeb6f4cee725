// SPDX-License-Identifier: Apache-2.0
/**
 * Reads databases of bbolt, which containerd keeps, while containerd writes them.
 */
package io.winnow.collector.bolt;
