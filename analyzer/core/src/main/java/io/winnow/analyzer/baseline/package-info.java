// SPDX-License-Identifier: Apache-2.0
/**
 * What each workload was seen to need: a join-semilattice, so that replays, restarts and merges are harmless; how complete it is; its
 * state; and the store on disk.
 */
package io.winnow.analyzer.baseline;
