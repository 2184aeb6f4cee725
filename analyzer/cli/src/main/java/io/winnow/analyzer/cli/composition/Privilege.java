// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The capabilities that a collector needs if it is not root: the one list of them. Documents and units are held against it by a test. */
public enum Privilege {
    /** Maps and programs. */
    BPF(Capability.CAP_BPF, "loads the kernel programs"),
    /** Tracing programs read the kernel's memory. */
    PERFMON(Capability.CAP_PERFMON, "loads programs that trace"),
    /** {@code /run/runc} and its like are for root alone. */
    DAC_READ_SEARCH(Capability.CAP_DAC_READ_SEARCH, "reads the runtimes' state, without which each container is a nameless id and nothing can be exported"),
    /** {@code /proc/kallsyms} shows addresses. */
    SYSLOG(Capability.CAP_SYSLOG, "reads kernel symbols, without which memory accounting cannot be distinguished from a need of CAP_SYS_ADMIN"),
    /** Before Linux 5.11 maps count against RLIMIT_MEMLOCK. */
    SYS_RESOURCE(Capability.CAP_SYS_RESOURCE, "lifts the limit on locked memory, before Linux 5.11 only");

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int[] LIMIT_LIFTED = {5, 11};

    private final Capability capability;
    private final String purpose;

    Privilege(Capability capability, String purpose) {
        this.capability = capability;
        this.purpose = purpose;
    }

    Capability capability() {
        return capability;
    }

    /** For a sentence: {@code CAP_BPF, CAP_PERFMON and CAP_SYSLOG}. */
    static String sentence() {
        List<String> names = Arrays.stream(values()).map(privilege -> privilege.capability.name()).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
    }

    /** A row of {@code winnow doctor} for each. */
    public static List<Preflight.Feature> features() {
        long effective = effective();
        return Arrays.stream(values()).map(privilege -> privilege.feature(effective)).toList();
    }

    private Preflight.Feature feature(long effective) {
        boolean held = (effective >> capability.number() & 1) != 0;
        boolean needed = this != SYS_RESOURCE || memoryIsLimited(System.getProperty("os.version"));
        String name = capability.name().substring("CAP_".length()).toLowerCase(Locale.ROOT);
        return new Preflight.Feature(name, held || !needed, needed, held ? purpose : needed ? "not held: " + purpose : "not held, not needed on this kernel",
                held || !needed ? "" : "run as root, or with " + sentence());
    }

    private static boolean memoryIsLimited(String kernel) {
        int[] version = Arrays.stream(kernel.split("[^0-9]+")).filter(part -> !part.isEmpty()).limit(2).mapToInt(Integer::parseInt).toArray();
        return Arrays.compare(version, LIMIT_LIFTED) < 0;
    }

    private static long effective() {
        try {
            String line = Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1).stream().filter(one -> one.startsWith("CapEff:")).collect(Collectors.joining());
            return Long.parseUnsignedLong(line.replaceFirst("CapEff:\\s*", ""), 16);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, STATUS + " cannot be read (" + IoReason.of(e) + "): mount /proc", e);
        }
    }
}
