// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a reader did not regard; bounded, as the document is untrusted. */
final class Remarks {

    private static final int MOST = 100;

    private final List<String> lines = new ArrayList<>();
    private int more;

    void add(String place, String remark) {
        if (lines.size() < MOST) {
            lines.add(place.isEmpty() ? remark : place + ": " + remark);
        } else {
            more++;
        }
    }

    /**
     * Reports keys that mean nothing here.
     *
     * @throws ProfileFormatException for one that differs in case only: Docker would regard it
     */
    void unknownKeys(Map<String, Element> fields, Set<String> known) {
        fields.forEach((key, element) -> {
            if (!known.contains(key)) {
                known.stream().filter(key::equalsIgnoreCase).findAny().ifPresent(right -> {
                    throw element.fails("write this key as " + right);
                });
                add(element.place(), "unknown key, not regarded");
            }
        });
    }

    List<String> lines() {
        if (more == 0) {
            return List.copyOf(lines);
        }
        List<String> all = new ArrayList<>(lines);
        all.add("and " + more + " more");
        return all;
    }
}
