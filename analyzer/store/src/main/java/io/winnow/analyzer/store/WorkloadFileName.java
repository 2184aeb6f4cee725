// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.workload.WorkloadId;

/** The name of a file about one workload: {@code NAME-HASH.json}. NAME is for readers; HASH is of name and revision. */
final class WorkloadFileName {

    static final String SUFFIX = ".json";

    private static final int MAX_NAME = 80;
    private static final int HASH_DIGITS = 24;

    private WorkloadFileName() {}

    static String of(WorkloadId id) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < id.name().length() && name.length() < MAX_NAME; i++) {
            char c = id.name().charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' && i > 0;
            name.append(plain ? c : '_');
        }
        return name + "-" + id.digest(HASH_DIGITS) + SUFFIX;
    }
}
