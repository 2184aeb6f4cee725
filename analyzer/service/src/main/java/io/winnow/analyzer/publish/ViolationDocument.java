// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.violation.Violation;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SyscallTable;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A violation as consumers read it: the data of an {@code io.winnow.violation.v1} event, described by {@code violation.schema.json}. Numbers
 * that may not fit a double (arguments, opcodes) are hexadecimal strings. What is not known is left out.
 */
@JsonPropertyOrder({"id", "time", "kind", "summary", "cluster", "node", "workload", "container", "stage", "abi", "syscall", "args", "argument",
    "capability", "denial", "ioUring", "program", "loss", "process", "count", "repeated", "evidence", "tolerated"})
record ViolationDocument(
        String id,
        String time,
        String kind,
        String summary,
        String cluster,
        String node,
        Workload workload,
        Container container,
        String stage,
        String abi,
        Syscall syscall,
        List<String> args,
        Argument argument,
        Capability capability,
        Refusal denial,
        IoUring ioUring,
        String program,
        String loss,
        Process process,
        long count,
        boolean repeated,
        String evidence,
        Boolean tolerated) {

    private static final Set<ItemKind> OF_CALLS = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.DENIAL);

    record Workload(String id) {}

    record Container(String id, String name, String image, String imageDigest) {}

    record Syscall(String name, int number) {}

    record Argument(int index, String value) {}

    record Capability(String name, int number, boolean granted) {}

    record Refusal(boolean signal, Integer errno) {}

    record IoUring(long opcode) {}

    record Process(int pid, int tid, int containerPid, long uid, long gid, String comm, String executable) {}

    static ViolationDocument of(String cluster, Violation violation) {
        Subject subject = violation.subject();
        Behaviour behaviour = violation.behaviour();
        Behaviour.Act act = behaviour instanceof Behaviour.Act done ? done : null;
        Item item = act == null ? null : act.item();
        return new ViolationDocument(
                violation.id(),
                DateTimeFormatter.ISO_INSTANT.format(violation.time()),
                violation.kind().label(),
                EventNames.cut(violation.summary()),
                cluster,
                EventNames.cut(subject.node()),
                new Workload(EventNames.cut(subject.workload())),
                new Container(EventNames.cut(subject.container()), EventNames.cut(subject.containerName()), EventNames.orNull(subject.image()),
                        EventNames.orNull(subject.imageDigest())),
                item == null ? null : item.stage().label(),
                item == null ? null : item.abi().label(),
                ofCall(item) ? new Syscall(SyscallTable.name(item.abi(), item.nr()).orElse(null), item.nr()) : null,
                act == null || act.arguments().isEmpty() ? null : act.arguments().stream().map(ViolationDocument::hex).toList(),
                is(item, ItemKind.ARGUMENT) ? new Argument(ArgumentSet.index(item), hex(item.detail())) : null,
                is(item, ItemKind.CAPABILITY) ? capability(item) : null,
                is(item, ItemKind.DENIAL) ? refusal(item) : null,
                is(item, ItemKind.IO_URING) ? new IoUring(item.detail()) : null,
                is(item, ItemKind.EXECUTABLE) ? EventNames.orNull(act.executable()) : null,
                loss(behaviour),
                violation.actor().map(actor -> process(actor, is(item, ItemKind.EXECUTABLE) ? "" : act.executable())).orElse(null),
                violation.count(),
                violation.repeated(),
                violation.evidence().label(),
                violation.tolerated() ? true : null);
    }

    private static String loss(Behaviour behaviour) {
        if (behaviour instanceof Behaviour.HeldBack) {
            return "over-budget";
        }
        return behaviour instanceof Behaviour.Lost lost ? lost.reason().label() : null;
    }

    /** Whether the item names a system call. */
    private static boolean ofCall(Item item) {
        return item != null && OF_CALLS.contains(item.kind());
    }

    private static Capability capability(Item item) {
        return new Capability(Summary.capability(item.arg()), item.arg(), Summary.granted(item));
    }

    private static Refusal refusal(Item item) {
        return Denial.isSignal(item.detail()) ? new Refusal(true, null) : new Refusal(false, Denial.errno(item.detail()));
    }

    private static Process process(Actor actor, String executable) {
        return new Process(
                actor.tgid(), actor.tid(), actor.containerTgid(), actor.uid(), actor.gid(), EventNames.cut(actor.comm()), EventNames.orNull(executable));
    }

    private static boolean is(Item item, ItemKind kind) {
        return item != null && item.kind() == kind;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
