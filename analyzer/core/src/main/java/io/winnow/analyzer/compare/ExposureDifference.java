// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.risk.Vulnerability;
import java.util.List;

/**
 * How two things differ in the known faults of the kernel that they leave within reach.
 *
 * @param known how many faults are known
 * @param a how many the first leaves
 * @param b how many the second leaves
 * @param onlyInA those that only the first leaves, by number
 * @param onlyInB those that only the second leaves, by number
 */
public record ExposureDifference(int known, int a, int b, List<String> onlyInA, List<String> onlyInB) {

    public ExposureDifference {
        onlyInA = List.copyOf(onlyInA);
        onlyInB = List.copyOf(onlyInB);
    }

    public static ExposureDifference between(Side a, Side b) {
        List<String> ofA = ids(Exposure.of(a));
        Exposure second = Exposure.of(b);
        List<String> ofB = ids(second);
        return new ExposureDifference(second.known(), ofA.size(), ofB.size(), without(ofA, ofB), without(ofB, ofA));
    }

    private static List<String> ids(Exposure exposure) {
        return exposure.left().stream().map(Vulnerability::id).toList();
    }

    private static List<String> without(List<String> some, List<String> others) {
        return some.stream().filter(id -> !others.contains(id)).toList();
    }
}
