// SPDX-License-Identifier: Apache-2.0
/**
 * What falls outside a frozen baseline: reported early by observations, confirmed by snapshots, so that a full ring delays a violation but does not
 * hide it.
 */
package io.winnow.analyzer.violation;
