// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * What a frozen workload did outside its baseline, for an operator to accept or reject; of one that learns, what freezing it will hold for that. Strings may be
 * untrusted.
 *
 * @param workload names it in every other call
 * @param shortId the same as one plain word
 * @param listing names exactly these items: to accept all of a listing accepts nothing that came since
 * @param replicas that have been watched since the workload was first seen, as far as a sample of them is kept
 * @param items what waits, in a fixed order
 * @param rejected what an operator wants to stay outside, and no other program has done since
 * @param state of the workload: nothing is accepted or rejected before it is {@code frozen}
 */
public record PendingDocument(String workload, String shortId, String listing, int replicas, List<Item> items, List<Item> rejected, String state) {

    /**
     * One thing that was done.
     *
     * @param id names it when it is accepted or rejected
     * @param stage of the container's life
     * @param kind as of violations
     * @param what in words
     * @param first ISO-8601
     * @param last ISO-8601
     * @param count greatest in one replica; 0 if it was not counted
     * @param replicas that did it, as far as they are known; at least 1
     * @param replica the container that did it first; null if only a bitmap shows it
     * @param executable that did it first; null if it is not known
     * @param node that alone reported it, of a cluster; null if it is not known to be one
     */
    public record Item(
            String id, String stage, String kind, String what, String first, String last, long count, int replicas, String replica,
            String executable, String node) {}

    public PendingDocument {
        items = List.copyOf(items);
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
        state = state == null ? "frozen" : state;
    }
}
