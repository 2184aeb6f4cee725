// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import io.winnow.collector.record.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Faults of the kernel since 2016 that containers could reach by their system calls: {@code vulnerabilities.tsv}. */
public final class Vulnerabilities {

    private static final List<Vulnerability> ALL = DataFile.rows("vulnerabilities.tsv", 8).stream().map(Vulnerabilities::ofRow).toList();

    private Vulnerabilities() {}

    /** In the order of their numbers. */
    public static List<Vulnerability> all() {
        return ALL;
    }

    private static Vulnerability ofRow(String[] row) {
        Optional<Capability> capability = given(row[3]).map(name -> Capability.find(name)
                .orElseThrow(() -> new IllegalStateException(row[0] + ": no capability is called \"" + name + "\"")));
        return new Vulnerability(row[0], row[1], calls(row[2]), capability, row[4].equals("own"), given(row[5]), row[6], row[7]);
    }

    private static List<List<CallPattern>> calls(String text) {
        return Arrays.stream(text.split(" ")).map(word -> Arrays.stream(word.split("/")).map(CallPattern::parse).toList()).toList();
    }

    private static Optional<String> given(String field) {
        return field.equals(DataFile.NONE) ? Optional.empty() : Optional.of(field);
    }
}
