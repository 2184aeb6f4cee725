// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.Errno;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A drop-in file of a systemd service (systemd.exec(5)): the allowed calls by name. It is wider than the profile where that has conditions
 * on arguments, which systemd cannot express, and says so. Settings of the unit's own that systemd would merge with these are reset first: an
 * empty one takes back all before it. There is one error number for all that is refused: where a rule asks for ENOSYS,
 * as for clone3, so that programs fall back, that is the one.
 */
final class SystemdDropIn {

    private static final int LINE = 110;

    private SystemdDropIn() {}

    static String write(Confinement confinement) {
        SeccompProfile profile = confinement.seccomp();
        SortedSet<String> allowed = allowed(profile);
        List<String> lines = new ArrayList<>();
        lines.add("# Workload: " + SafeName.line(confinement.workload()));
        lines.add("[Service]");
        if (confinement.noNewPrivileges()) {
            lines.add("NoNewPrivileges=yes");
        }
        lines.add("CapabilityBoundingSet=");
        lines.addAll(wrapped("CapabilityBoundingSet=", confinement.capabilities().stream().map(Enum::name).toList()));
        lines.add("SystemCallArchitectures=");
        lines.add("SystemCallArchitectures=" + architectures(profile));
        lines.add("SystemCallFilter=");
        lines.addAll(wrapped("SystemCallFilter=", allowed));
        lines.addAll(error(profile));
        lines.addAll(wrapped("# Wider than the profile, which has conditions on the arguments of: ", conditional(profile, allowed)));
        return String.join("\n", lines) + "\n";
    }

    private static SortedSet<String> allowed(SeccompProfile profile) {
        if (profile.defaultAction().permits()) {
            throw new ExportException("the format systemd lists what is allowed, and this profile allows all but what it names:"
                    + " use the format docker");
        }
        Evaluator evaluator = new Evaluator(profile);
        SortedSet<String> allowed = new TreeSet<>();
        for (Abi abi : evaluator.abis()) {
            allowed.addAll(evaluator.permittedSyscalls(abi));
        }
        if (allowed.isEmpty()) {
            throw new ExportException("the profile allows no call at all, which systemd would take for no filter: use the format docker");
        }
        return allowed;
    }

    /** native is x86-64 here, as everything that is evaluated. */
    private static String architectures(SeccompProfile profile) {
        List<String> words = new ArrayList<>(List.of("native"));
        for (Architecture architecture : profile.architectures()) {
            switch (architecture) {
                case X86_64 -> {}
                case X86 -> words.add("x86");
                case X32 -> words.add("x32");
                default -> throw new ExportException(
                        "the format systemd is written for x86 hosts, and the profile names " + architecture.ociName()
                                + ": use the format docker");
            }
        }
        return String.join(" ", words);
    }

    private static List<String> error(SeccompProfile profile) {
        if (profile.defaultAction() == Action.KILL_PROCESS || profile.defaultAction() == Action.KILL_THREAD) {
            return List.of("SystemCallErrorNumber=kill");
        }
        if (profile.defaultAction() != Action.ERRNO) {
            throw new ExportException("systemd cannot express the default action " + profile.defaultAction().ociName()
                    + ": use the format docker");
        }
        int byDefault = profile.defaultErrno().orElse(Errno.EPERM);
        String enosys = profile.rules().stream()
                .filter(rule -> rule.action() == Action.ERRNO && rule.errno().orElse(Errno.EPERM) == Errno.ENOSYS)
                .flatMap(rule -> rule.names().stream())
                .distinct()
                .collect(Collectors.joining(" "));
        if (byDefault == Errno.ENOSYS || enosys.isEmpty()) {
            return List.of("SystemCallErrorNumber=" + Errno.name(byDefault).orElse(Integer.toString(byDefault)));
        }
        return List.of(
                "# ENOSYS instead of " + Errno.name(byDefault).orElse(Integer.toString(byDefault))
                        + ": programs must take these calls for missing: " + enosys,
                "SystemCallErrorNumber=ENOSYS");
    }

    private static Set<String> conditional(SeccompProfile profile, Set<String> allowed) {
        Set<String> conditional = new TreeSet<>();
        profile.rules().stream().filter(rule -> !rule.args().isEmpty()).map(Rule::names).forEach(conditional::addAll);
        Set<String> unconditional = new TreeSet<>();
        profile.rules().stream()
                .filter(rule -> rule.args().isEmpty() && rule.action().permits())
                .map(Rule::names)
                .forEach(unconditional::addAll);
        conditional.retainAll(allowed);
        conditional.removeAll(unconditional);
        return conditional;
    }

    /** As many lines as it takes, each with the same start; none for no words. */
    private static List<String> wrapped(String start, Collection<String> words) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            if (line.length() + word.length() >= LINE) {
                lines.add(start + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(start + line);
        }
        return lines;
    }
}
