// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A policy for SELinux in its Common Intermediate Language, in the manner of udica: a type of its own that is what every container is
 * (the block {@code container} of udica's templates), has the network if its profile allows sockets ({@code net_container}), and may use the
 * capabilities that are needed. SELinux decides about programs and
 * files by their labels: those that were seen need nothing if they come with the image, which is labelled as a whole.
 */
final class SelinuxHints {

    /** The class capability has 32 bits; the rest are of the class capability2 (security/selinux/include/classmap.h). */
    private static final int FIRST_OF_CAPABILITY2 = 32;

    private static final String TEMPLATES = "/usr/share/udica/templates/";

    private SelinuxHints() {}

    static String write(Confinement confinement) {
        String block = "winnow_" + confinement.name().replace('-', '_');
        List<String> lines = new ArrayList<>();
        lines.add("; Workload: " + SafeName.line(confinement.workload()));
        boolean network = new Evaluator(confinement.seccomp()).allowedSyscalls(Abi.X86_64).contains("socket");
        lines.add("; Load it with: semodule -i FILE " + TEMPLATES + "base_container.cil" + (network ? " " + TEMPLATES + "net_container.cil" : ""));
        lines.add("; Run with: --security-opt label=type:" + block + ".process");
        lines.add("(block " + block);
        lines.add("    (blockinherit container)");
        if (network) {
            lines.add("    (blockinherit net_container)");
        }
        lines.addAll(allowed("capability", confinement.capabilities(), capability -> capability.number() < FIRST_OF_CAPABILITY2));
        lines.addAll(allowed("capability2", confinement.capabilities(), capability -> capability.number() >= FIRST_OF_CAPABILITY2));
        lines.add(")");
        return String.join("\n", lines) + "\n";
    }

    private static List<String> allowed(String kind, Set<Capability> capabilities, Predicate<Capability> of) {
        Set<Capability> those = EnumSet.noneOf(Capability.class);
        capabilities.stream().filter(of).forEach(those::add);
        if (those.isEmpty()) {
            return List.of();
        }
        String names = String.join(" ", CapabilityNames.shortNames(those)).toLowerCase(Locale.ROOT);
        return List.of("    (allow process process (" + kind + " (" + names + ")))");
    }
}
