// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A drop-in file of a systemd service (systemd.exec(5), 249 and newer): the allowed calls by name, the conditions on arguments that systemd can
 * express ({@link SystemdRestrictions}), and the capabilities. It is wider than the profile if that has other conditions, and says so; calls that would be dangerous
 * without their conditions, and that the workload was not seen to need, are left out. Settings of the unit's own
 * that systemd would merge with these are reset first: an empty one takes back all before it. A call that the profile answers with an errno of its
 * own, as clone3 with ENOSYS so that programs fall back, is denied with that errno.
 */
final class SystemdDropIn {

    private static final int LINE = 110;

    private SystemdDropIn() {}

    static String write(Confinement confinement) {
        SeccompProfile profile = confinement.seccomp();
        SortedSet<String> allowed = allowed(profile);
        allowed.removeAll(confinement.harmlessInPart());
        List<String> lines = new ArrayList<>();
        lines.add("# Workload: " + SafeName.line(confinement.workload()));
        lines.add("[Service]");
        if (confinement.noNewPrivileges()) {
            lines.add("NoNewPrivileges=yes");
        }
        lines.add("CapabilityBoundingSet=");
        lines.addAll(wrapped("CapabilityBoundingSet=", confinement.capabilities().stream().map(Enum::name).toList()));
        lines.add(confinement.capabilities().isEmpty() ? "AmbientCapabilities="
                : "# The unit does not start if its AmbientCapabilities= names others than these.");
        lines.add("SystemCallArchitectures=");
        lines.add("SystemCallArchitectures=" + architectures(profile));
        lines.add("SystemCallFilter=");
        lines.addAll(wrapped("SystemCallFilter=", allowed));
        lines.addAll(error(profile, allowed));
        SystemdRestrictions restrictions = new SystemdRestrictions(profile);
        restricted("RestrictAddressFamilies", restrictions.addressFamilies(), lines);
        restricted("RestrictNamespaces", restrictions.namespaces(), lines);
        if (confinement.neverWritesCode()) {
            lines.add("MemoryDenyWriteExecute=yes");
        }
        lines.addAll(wrapped("# Wider than the profile, which has conditions on the arguments of: ", conditional(profile, allowed, restrictions.expressed())));
        return String.join("\n", lines) + "\n";
    }

    /** The unit's own words of the setting are taken back first. */
    private static void restricted(String setting, Optional<List<String>> words, List<String> lines) {
        words.ifPresent(known -> {
            lines.add(setting + "=");
            lines.addAll(wrapped(setting + "=", known));
        });
    }

    private static SortedSet<String> allowed(SeccompProfile profile) {
        if (profile.defaultAction().allows()) {
            throw new ExportException("the format systemd lists what is allowed, and this profile allows all but what it names:"
                    + " use the format docker");
        }
        Evaluator evaluator = new Evaluator(profile);
        SortedSet<String> allowed = new TreeSet<>();
        for (Abi abi : evaluator.abis()) {
            allowed.addAll(evaluator.allowedSyscalls(abi));
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

    private static List<String> error(SeccompProfile profile, Set<String> allowed) {
        List<String> lines = new ArrayList<>();
        int byDefault = profile.defaultErrno().orElse(Errno.EPERM);
        profile.rules().stream()
                .filter(rule -> rule.action() == Action.ERRNO && rule.args().isEmpty())
                .forEach(rule -> rule.names().stream().filter(name -> !allowed.contains(name)).forEach(name -> {
                    int errno = rule.errno().orElse(Errno.EPERM);
                    if (profile.defaultAction() != Action.ERRNO || errno != byDefault) {
                        lines.add("SystemCallFilter=~" + name + ":" + text(errno));
                    }
                }));
        lines.add("SystemCallErrorNumber=" + switch (profile.defaultAction()) {
            case KILL_PROCESS, KILL_THREAD -> "kill";
            case ERRNO -> text(byDefault);
            default -> throw new ExportException("systemd cannot express the default action " + profile.defaultAction().ociName() + ": use the format docker");
        });
        return lines;
    }

    private static String text(int errno) {
        return Errno.name(errno).orElse(Integer.toString(errno));
    }

    private static Set<String> conditional(SeccompProfile profile, Set<String> allowed, Set<String> expressed) {
        Set<String> conditional = new TreeSet<>();
        profile.rules().stream().filter(rule -> !rule.args().isEmpty()).map(Rule::names).forEach(conditional::addAll);
        Set<String> unconditional = new TreeSet<>();
        profile.rules().stream()
                .filter(rule -> rule.args().isEmpty() && rule.action().allows())
                .map(Rule::names)
                .forEach(unconditional::addAll);
        conditional.retainAll(allowed);
        conditional.removeAll(unconditional);
        conditional.removeAll(expressed);
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
