// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Ancestor;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationIds;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Makes violations of a process in a container; a process is named by its pid, and started when that many nanoseconds had passed. */
final class Doing {

    static final long NOW = 1_700_000_000_000_000_000L;
    static final long SECOND = 1_000_000_000L;

    private String container = "c0ffee";
    private String workload = "shop/web";
    private Stage stage = Stage.SERVE;
    private String program = "/usr/sbin/nginx";
    private int pid = 4711;
    private List<Ancestor> ancestors = List.of();
    private long time = NOW;
    private boolean known = true;

    /** A session's process: its parent is outside. */
    static Doing session(int pid) {
        return new Doing().stage(Stage.EXEC).process(pid, "/bin/sh", outside());
    }

    /** A process of the entrypoint's tree, below the container's first. */
    static Doing server(int pid) {
        return new Doing().process(pid, "/usr/sbin/nginx", inside(100, 1), outside());
    }

    static Ancestor outside() {
        return new Ancestor(50, 0, 50, "containerd-shim");
    }

    static Ancestor inside(int pid, int containerPid) {
        return new Ancestor(pid, containerPid, pid, "p" + pid);
    }

    Doing in(String id) {
        container = id;
        return this;
    }

    Doing of(String name) {
        workload = name;
        return this;
    }

    Doing stage(Stage when) {
        stage = when;
        return this;
    }

    Doing process(int number, String path, Ancestor... above) {
        pid = number;
        program = path;
        ancestors = List.of(above);
        return this;
    }

    /** A child of this process, with another program. */
    Doing child(int number, String path) {
        List<Ancestor> chain = new ArrayList<>(List.of(inside(pid, inContainer(pid))));
        chain.addAll(ancestors);
        Doing child = new Doing().in(container).of(workload).stage(stage).at(time);
        child.process(number, path, chain.subList(0, Math.min(4, chain.size())).toArray(Ancestor[]::new));
        return child;
    }

    Doing at(long nanos) {
        time = nanos;
        return this;
    }

    Doing after(long seconds) {
        return at(time + seconds * SECOND);
    }

    /** Only a snapshot shows what it does. */
    Doing unseen() {
        known = false;
        return this;
    }

    Violation call(String name, long... arguments) {
        return act(ViolationKind.SYSCALL, new Item(ItemKind.SYSCALL, Abi.X86_64, stage, 0, SampleBaseline.number(name), 0), program, arguments);
    }

    Violation refused(String name, long... arguments) {
        return act(ViolationKind.DENIAL, new Item(ItemKind.DENIAL, Abi.X86_64, stage, 0, SampleBaseline.number(name), 1), program, arguments);
    }

    Violation start(String path) {
        return act(ViolationKind.EXECUTABLE, new Item(ItemKind.EXECUTABLE, Abi.X86_64, stage, 0, 0, path.hashCode()), path);
    }

    Violation capability(Capability capability, boolean granted) {
        int detail = CapabilityCheck.INITIAL_NS | (granted ? CapabilityCheck.GRANTED : 0);
        return act(ViolationKind.CAPABILITY, new Item(ItemKind.CAPABILITY, Abi.X86_64, stage, capability.number(), 0, detail), program);
    }

    Violation lost() {
        return violation("loss", ViolationKind.LOSS, "part was lost", new Behaviour.Lost(Loss.ITEMS_FULL), 1, false);
    }

    /** The same again, with the count that it has by now. */
    static Violation again(Violation first, long count, long seconds) {
        return new Violation(
                first.id() + "-" + count, first.kind(), first.summary(), first.time().plusSeconds(seconds), first.subject(), first.behaviour(),
                first.actor(), count, true, first.evidence(), first.tolerated());
    }

    /** Another number than the host's, or it would be in the host's namespace. */
    private static int inContainer(int process) {
        return process + 10_000;
    }

    private Violation act(ViolationKind kind, Item item, String path, long... arguments) {
        List<Long> registers = kind == ViolationKind.CAPABILITY || kind == ViolationKind.EXECUTABLE ? List.of()
                : LongStream.concat(LongStream.of(arguments), LongStream.generate(() -> 0)).limit(6).boxed().toList();
        return violation(ViolationIds.hash(item).substring(0, 20), kind, Summary.of(item, path), new Behaviour.Act(item, registers, 0, path), 1, known);
    }

    private Violation violation(String key, ViolationKind kind, String summary, Behaviour behaviour, long count, boolean byProcess) {
        Actor actor = new Actor(pid, pid, inContainer(pid), 0, 0, "p" + pid, pid, ancestors);
        return new Violation(
                key + container.hashCode(), kind, summary, WallTime.instant(time),
                new Subject("node-1", workload, container, "web-1", "nginx:1.25", "sha256:1"), behaviour, byProcess ? Optional.of(actor) : Optional.empty(),
                count, false, byProcess ? Violation.Source.OBSERVATION : Violation.Source.SNAPSHOT, false);
    }
}
