// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far each system call reaches, and what an operator should know of the dangerous ones before allowing them: {@code calls.tsv}. */
public final class CallRisks {

    private static final SortedMap<String, RiskClass> CLASSES = new TreeMap<>();
    private static final SortedMap<String, String> DANGERS = new TreeMap<>();
    private static final Map<String, List<ArgumentRisk>> ARGUMENTS = new HashMap<>();

    static {
        for (String[] row : DataFile.rows("calls.tsv", 5)) {
            RiskClass risk = RiskClass.labelled(row[2]);
            if (!row[1].equals(DataFile.NONE)) {
                ARGUMENTS.computeIfAbsent(row[0], any -> new ArrayList<>()).add(ArgumentRisk.of(row[1], risk, row[3]));
                continue;
            }
            CLASSES.put(row[0], risk);
            if (risk == RiskClass.DANGEROUS) {
                DANGERS.put(row[0], row[3]);
            }
        }
    }

    private CallRisks() {}

    /** The class of a call whose arguments are none of {@link #ofArguments}; that of an unknown call is {@link RiskClass#SURFACE}. */
    public static RiskClass of(String syscall) {
        return CLASSES.getOrDefault(syscall, RiskClass.SURFACE);
    }

    /** The values of arguments with which a call reaches further, or less far. */
    public static List<ArgumentRisk> ofArguments(String syscall) {
        return List.copyOf(ARGUMENTS.getOrDefault(syscall, List.of()));
    }

    /** Whether some value of an argument makes a call dangerous. */
    public static boolean hasDangerousArgument(String syscall) {
        return ofArguments(syscall).stream().anyMatch(risk -> risk.risk() == RiskClass.DANGEROUS);
    }

    /** The values of an argument with which a call that can be dangerous is harmless; empty if none is known to be. */
    public static List<ArgumentRisk> harmlessArguments(String syscall) {
        return hasDangerousArgument(syscall) ? ofArguments(syscall).stream().filter(risk -> risk.risk() == RiskClass.OWN && !risk.bits()).toList() : List.of();
    }

    /** What a dangerous call can do, as words that follow "it"; empty for the others. */
    public static Optional<String> danger(String syscall) {
        return Optional.ofNullable(DANGERS.get(syscall));
    }

    /** Every dangerous call, and what it can do. */
    public static SortedMap<String, String> dangers() {
        return Collections.unmodifiableSortedMap(DANGERS);
    }

    /** All calls that have a class, in order. */
    public static SortedMap<String, RiskClass> classes() {
        return Collections.unmodifiableSortedMap(CLASSES);
    }
}
