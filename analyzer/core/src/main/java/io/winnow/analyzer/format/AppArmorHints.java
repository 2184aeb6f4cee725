// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A profile for AppArmor (apparmor.d(5)) in the manner of Docker's {@code docker-default}, with the capabilities that are needed, and mounts
 * and ptrace only if the seccomp profile has them. Which files a workload needs is not observed: {@code file} stays as wide
 * as there, and the programs that were seen stand beside it as a comment, for those who want to narrow it.
 */
final class AppArmorHints {

    /** Nothing that means something in a rule; such names are rare, and chosen by the user who makes the container. */
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._+/-]{1,200}");

    /** Who stops containers: from AppArmor 4 on distributions have profiles for the runtimes, too. */
    private static final List<String> SENDERS = List.of("unconfined", "runc", "crun");

    /** The directories of processes, by their first digits, and sys, which has rules of its own. */
    private static final List<String> PROCESSES_AND_SETTINGS = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "sys/");

    /** shmall, shmmax, shmmni, shm_rmid_forced: of the IPC namespace. */
    private static final String SHARED_MEMORY = "kernel/shm";

    private AppArmorHints() {}

    static String write(Confinement confinement) {
        String profile = "winnow-" + confinement.name();
        Set<String> calls = new Evaluator(confinement.seccomp()).allowedSyscalls(Abi.X86_64);
        List<String> lines = new ArrayList<>();
        lines.add("# Workload: " + SafeName.line(confinement.workload()));
        lines.add("# Load it with: apparmor_parser -r FILE; run with: --security-opt apparmor=" + profile);
        lines.add("#include <tunables/global>");
        lines.add("");
        lines.add("profile " + profile + " flags=(attach_disconnected,mediate_deleted) {");
        lines.add("  #include <abstractions/base>");
        lines.add("");
        for (Capability capability : confinement.capabilities()) {
            lines.add("  capability " + CapabilityNames.shortName(capability).toLowerCase(Locale.ROOT) + ",");
        }
        lines.add("  network,");
        SENDERS.forEach(sender -> lines.add("  signal (receive) peer=" + sender + ","));
        lines.add("  signal (send,receive) peer=" + profile + ",");
        lines.add(calls.contains("ptrace") ? "  ptrace (trace,read,tracedby,readby) peer=" + profile + "," : "  deny ptrace (trace),");
        lines.addAll(mounts(calls));
        lines.add("");
        lines.add("  file,");
        lines.addAll(programs(confinement.executables()));
        lines.add("");
        lines.addAll(hostsFiles(confinement.capabilities()));
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    /** Of /proc a container has its processes, of /proc/sys what belongs to its namespaces, of /sys its cgroup. */
    private static List<String> hostsFiles(Set<Capability> capabilities) {
        List<String> settings = capabilities.contains(Capability.CAP_NET_ADMIN) ? List.of(SHARED_MEMORY, "net/") : List.of(SHARED_MEMORY);
        return List.of(
                "  # what is the host's: not to be written, whatever else the container may do",
                "  deny " + AppArmorGlob.allBut("@{PROC}/", PROCESSES_AND_SETTINGS) + " wklx,",
                "  deny " + AppArmorGlob.allBut("@{PROC}/sys/", settings) + " wklx,",
                "  deny " + AppArmorGlob.allBut("/sys/", List.of("fs/cgroup/")) + " wklx,",
                "  # nor to be read",
                "  deny @{PROC}/{sysrq-trigger,kcore,kmem,mem} rwklx,",
                "  deny /sys/{firmware,devices/virtual/powercap,kernel/security}/** rwklx,");
    }

    private static List<String> mounts(Set<String> calls) {
        List<String> rules = new ArrayList<>();
        rules.add(calls.contains("mount") ? "  mount," : "  deny mount,");
        rules.add(calls.contains("umount2") ? "  umount," : "  deny umount,");
        rules.add(calls.contains("pivot_root") ? "  pivot_root," : "  deny pivot_root,");
        return rules;
    }

    private static List<String> programs(Set<String> executables) {
        List<String> lines = new ArrayList<>();
        List<String> plain = executables.stream().filter(path -> PLAIN_PATH.matcher(path).matches()).toList();
        if (!executables.isEmpty()) {
            lines.add("  # Programs that were seen. To allow no others, put these rules in the place of \"file,\" (a script's interpreter, too):");
            lines.add("  #   /** rwmlk,");
            plain.forEach(path -> lines.add("  #   " + path + " ix,"));
        }
        if (plain.size() < executables.size()) {
            lines.add("  #   and " + (executables.size() - plain.size()) + " with names that no rule should hold");
        }
        return lines;
    }
}
