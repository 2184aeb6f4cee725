// SPDX-License-Identifier: Apache-2.0
/**
 * What each workload was seen to need: a join-semilattice, so that replays, restarts and merges are harmless; and how complete it is.
 */
package io.winnow.analyzer.baseline;
