// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Text;
import io.winnow.testbed.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** One program under one engine: the whole cycle of learning, exporting, and running under what was exported. */
public final class Cell {
    private static final StraceCall SOCKETCALL = new StraceCall("i386", "socketcall");
    private static final Set<String> SUB_CALLS = Set.of("socket", "bind", "connect", "listen", "accept", "getsockname", "getpeername", "socketpair", "send",
            "recv", "sendto", "recvfrom", "shutdown", "setsockopt", "getsockopt", "sendmsg", "recvmsg", "accept4", "recvmmsg", "sendmmsg");
    private static final List<String> UNCONFINED = List.of("--security-opt", "seccomp=unconfined");
    /** Without a capability a server may not answer; so many times as long as it took with all of them is waited. */
    private static final int PATIENCE = 3;
    private static final Duration MIN_PATIENCE = Duration.ofSeconds(4);
    /** Two windows of the service: its last word on a container has come by then. */
    private static final Duration AFTERMATH = Duration.ofMillis(1500);

    private final Engine engine;
    private final Program program;
    private final Path directory;
    private final LearnedWorkload winnow;
    private final Trial trial;
    private Duration patience = MIN_PATIENCE;

    /** @param directory for profiles */
    public Cell(WinnowService service, Engine engine, Image image, Program program, Path directory) {
        this.engine = engine;
        this.program = program;
        this.directory = directory;
        String workload = name(engine.name());
        this.winnow = new LearnedWorkload(service, workload);
        this.trial = new Trial(engine, image, program, engine.labelled("io.winnow.workload=" + workload));
    }

    /** Runs it all. */
    public CellResult run() {
        long began = System.nanoTime();
        try {
            return cycle(began);
        } catch (RuntimeException e) {
            return result(began, new TreeSet<>(), new TreeSet<>(), false, List.of(), new TreeMap<>(), List.of(), String.valueOf(e.getMessage()));
        }
    }

    private CellResult cycle(long began) {
        Trial.Outcome witnessed = trial.witnessed(name("witnessed"), UNCONFINED);
        if (!program.says().matcher(witnessed.output()).find()) {
            return result(began, new TreeSet<>(), new TreeSet<>(), false, List.of(), new TreeMap<>(), List.of(), "unconfined: " + witnessed.output());
        }
        SortedSet<StraceCall> calls = LearnedWorkload.calls(winnow.learned(witnessed.began()));
        long second = System.nanoTime();
        Trial.Outcome learned = trial.plain(name("learned"), UNCONFINED);
        JsonNode workload = winnow.learned(learned.began());
        patience = max(Duration.ofNanos((System.nanoTime() - second) * PATIENCE), MIN_PATIENCE);
        SortedMap<String, String> confidence = LearnedWorkload.capabilities(workload);
        List<String> advised = List.copyOf(confidence.keySet());
        Path profile = directory.resolve(name("profile") + ".json");
        Text.write(profile, winnow.export("docker"));
        winnow.freeze();
        Trial.Outcome confined = trial.run(name("confined"), confinedBy(profile, advised), false, patience);
        LockSupport.parkNanos(AFTERMATH.toNanos());
        List<String> refused = winnow.violations(confined.container());
        boolean same = confined.same(learned);
        List<String> minimal = same ? minimal(profile, advised, learned) : advised;
        return result(began, witnessed.strace(), calls, same, refused, confidence, minimal,
                same ? "" : "learned: " + learned.output() + " confined: " + confined.output());
    }

    /** Leaves out one after the other, for good if nothing changes. */
    private List<String> minimal(Path profile, List<String> advised, Trial.Outcome learned) {
        List<String> needed = new ArrayList<>(advised);
        for (String capability : advised) {
            List<String> without = new ArrayList<>(needed);
            without.remove(capability);
            Trial.Outcome outcome = trial.run(name("without-" + capability.toLowerCase(Locale.ROOT)), confinedBy(profile, without), false, patience);
            if (outcome.same(learned)) {
                needed = without;
            }
        }
        return needed;
    }

    private List<String> confinedBy(Path profile, List<String> capabilities) {
        List<String> options = new ArrayList<>(List.of("--security-opt", "seccomp=" + profile, "--cap-drop", "ALL"));
        capabilities.forEach(capability -> options.addAll(List.of("--cap-add", capability)));
        return options;
    }

    private CellResult result(
            long began, SortedSet<StraceCall> seen, SortedSet<StraceCall> learned, boolean same, List<String> refused,
            SortedMap<String, String> advised, List<String> minimal, String failure) {
        SortedSet<StraceCall> made = asMade(seen, learned);
        return new CellResult(program.name(), program.kind(), engine.name(), engine.users().name().toLowerCase(Locale.ROOT), without(made, learned),
                without(learned, made), learned.size(), same, refused, advised, minimal, failure.strip(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }

    /** strace names the sub-call of i386's socketcall, as if it were a call of its own. */
    private static SortedSet<StraceCall> asMade(SortedSet<StraceCall> seen, SortedSet<StraceCall> learned) {
        return seen.stream()
                .map(call -> call.abi().equals(SOCKETCALL.abi()) && SUB_CALLS.contains(call.name()) && !learned.contains(call) ? SOCKETCALL : call)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> without(SortedSet<StraceCall> all, SortedSet<StraceCall> those) {
        return all.stream().filter(call -> !those.contains(call)).map(StraceCall::toString).toList();
    }

    private String name(String purpose) {
        return "sweep-" + program.name() + "-" + engine.users().name().toLowerCase(Locale.ROOT) + "-" + purpose;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
