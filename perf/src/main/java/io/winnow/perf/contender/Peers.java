// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Other tools that count or record system calls: those whose Debian packages are installed, and those that the caller names.
 *
 * @param found ready to be measured
 * @param missing names of the packages of the others
 */
public record Peers(List<Contender> found, List<String> missing) {
    private static final List<Path> DIRECTORIES = List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"));
    private static final String COUNT_BY_CGROUP = "tracepoint:raw_syscalls:sys_enter { @[cgroup, args->id] = count(); }";

    /** Also measures what {@code given} names: shell commands by the name that the report gives them. */
    public static Peers find(Map<String, String> given) {
        Peers peers = new Peers(new ArrayList<>(), new ArrayList<>());
        peers.look("bpftrace", "bpftrace", program -> new Tool("bpftrace", "bpftrace counting by (cgroup, system call)",
                Tool.Sign.PERF_EVENT, subject -> List.of(program, "-e", COUNT_BY_CGROUP)));
        peers.look("syscount", "libbpf-tools", program -> new Tool("syscount", "bcc's syscount (libbpf-tools)",
                Tool.Sign.BPF_LINK, subject -> List.of(program)));
        peers.look("perf", "linux-perf", program -> new Tool("perf-trace", "perf trace -s -a",
                Tool.Sign.PERF_EVENT, subject -> List.of(program, "trace", "-s", "-a")));
        peers.look("strace", "strace", program -> new Tool("strace", "strace -c -f on the load's processes",
                Tool.Sign.TRACED, subject -> strace(program, subject)));
        given.forEach((name, command) -> peers.found.add(new Tool(name, command,
                Tool.Sign.LINK_OR_EVENT, subject -> List.of("/bin/sh", "-c", "exec " + command))));
        return peers;
    }

    public List<String> names() {
        return found.stream().map(Contender::name).toList();
    }

    private void look(String command, String debianPackage, Function<String, Contender> maker) {
        DIRECTORIES.stream().map(directory -> directory.resolve(command)).filter(Files::isExecutable).findFirst().ifPresentOrElse(
                program -> found.add(maker.apply(program.toString())), () -> missing.add(debianPackage));
    }

    private static List<String> strace(String program, ObservedLoad subject) {
        List<String> command = new ArrayList<>(List.of(program, "-c", "-f", "-q"));
        subject.pids().forEach(pid -> command.addAll(List.of("-p", pid.toString())));
        return command;
    }
}
