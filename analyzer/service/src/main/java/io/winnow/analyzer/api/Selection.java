// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * Which items that wait for review are decided about.
 *
 * @param items ids of the items, or names of system calls or capabilities; empty: all of the listing
 * @param listing of {@link PendingDocument}: if something else waits by now, nothing is decided; empty if items are given
 */
public record Selection(List<String> items, String listing) {

    public Selection {
        items = List.copyOf(items);
        if (items.isEmpty() == listing.isEmpty()) {
            throw FaultException.invalid("give either items, item=ID,ID, or all=LISTING as the pending document names it");
        }
    }

    public static Selection of(List<String> items) {
        return new Selection(items, "");
    }

    public static Selection allOf(String listing) {
        return new Selection(List.of(), listing);
    }
}
