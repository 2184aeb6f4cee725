// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Held;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Builds a workload for the tests of what is made of it. */
public final class SampleBaseline {

    public static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");

    private final BaselineBuilder builder = new BaselineBuilder();

    public static int number(String syscall) {
        return SyscallTable.number(Abi.X86_64, syscall).orElseThrow();
    }

    /** Who did everything here. */
    public static Observations observations(int flags) {
        return new Observations(
                1_700_000_000_000_000_000L,
                1_700_000_060_000_000_000L,
                3,
                flags,
                Optional.of(new Provenance(1_700_000_000_000_000_000L, "c0ffee", "/usr/sbin/nginx", "nginx", 4711, 7)));
    }

    public static RuntimeCallSets runtimeCallSets(RuntimeIdentity runtime, RuntimeCallsKind kind, String... syscalls) {
        TreeSet<Integer> numbers = new TreeSet<>();
        for (String syscall : syscalls) {
            numbers.add(number(syscall));
        }
        return RuntimeCallSets.EMPTY.with(new RuntimeCallsKey(runtime, kind), new RuntimeCalls(numbers, 1, 2));
    }

    public SampleBaseline calls(Stage stage, String... syscalls) {
        for (String syscall : syscalls) {
            builder.see(Item.syscall(Abi.X86_64, stage, number(syscall)), observations(0));
        }
        return this;
    }

    public SampleBaseline item(Item item) {
        return item(item, 0);
    }

    public SampleBaseline item(Item item, int flags) {
        builder.see(item, observations(flags));
        return this;
    }

    public SampleBaseline argument(String syscall, int argument, long... values) {
        for (long value : values) {
            item(new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, argument, number(syscall), value));
        }
        return this;
    }

    public SampleBaseline openSet(String syscall, int argument) {
        return item(
                new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, argument | ArgumentSet.MARK, number(syscall), 0),
                ItemFlags.UNCONSTRAINED);
    }

    public SampleBaseline capability(Capability capability, String syscall, int bits) {
        return capability(capability, Stage.SERVE, syscall, bits, 0);
    }

    public SampleBaseline capability(Capability capability, Stage stage, String syscall, int bits, int flags) {
        return item(new Item(ItemKind.CAPABILITY, Abi.X86_64, stage, capability.number(), number(syscall), bits), flags);
    }

    public SampleBaseline held(Held how, String syscall, Capability... capabilities) {
        long set = 0;
        for (Capability each : capabilities) {
            set |= 1L << each.number();
        }
        return item(new Item(ItemKind.HELD, Abi.X86_64, Stage.SERVE, how.number(), number(syscall), set));
    }

    public SampleBaseline granted(Capability... capabilities) {
        for (Capability capability : capabilities) {
            builder.granted(capability);
        }
        builder.grantsKnown();
        return this;
    }

    public SampleBaseline under(RuntimeIdentity runtime) {
        builder.runtime(new RuntimeCallsKey(runtime, RuntimeCallsKind.PRIVILEGED));
        return this;
    }

    public SampleBaseline underFilter(String profile) {
        builder.underFilter(LearnedFilter.of(profile));
        return this;
    }

    public SampleBaseline withoutFilter() {
        builder.withoutFilter();
        return this;
    }

    public SampleBaseline shortOf(GapReason gap) {
        builder.miss(gap, 1);
        return this;
    }

    /** One with a single window, in which it made these calls while it served. */
    public SampleBaseline replica(String id, String... syscalls) {
        Set<Item> seen = new HashSet<>();
        for (String syscall : syscalls) {
            seen.add(Item.syscall(Abi.X86_64, Stage.SERVE, number(syscall)));
        }
        builder.replica(id, replica -> replica.withWindow(1, seen));
        return this;
    }

    public Baseline build() {
        return builder.build();
    }

    public Workload workload() {
        return new Workload(new WorkloadId("web", ""), BaselineState.STABLE, build(), Baseline.EMPTY, 0);
    }
}
