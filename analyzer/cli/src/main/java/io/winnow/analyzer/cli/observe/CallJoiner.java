// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts the entry and the return of each call together: a thread is in one call at a time. A call is reported when it returns; at once if
 * it never does; and at the end, or with the thread's next one, if its return was not seen.
 */
final class CallJoiner {

    private static final Set<String> FORKS = Set.of("fork", "vfork", "clone", "clone3");
    private static final Set<String> EXECS = Set.of("execve", "execveat");
    private static final Set<String> ENDS = Set.of("exit", "exit_group");

    private final Map<Integer, TracedCall> inProgress = new HashMap<>();
    private final Consumer<TracedCall> calls;

    CallJoiner(Consumer<TracedCall> calls) {
        this.calls = calls;
    }

    void accept(TraceFlyweight record) {
        if (record.returned()) {
            onReturn(record);
        } else {
            onEntry(record);
        }
    }

    private void onEntry(TraceFlyweight record) {
        TracedCall call = call(record, true);
        TracedCall left = inProgress.remove(call.tid());
        if (left != null) {
            calls.accept(left);
        }
        if (ENDS.contains(call.name())) {
            calls.accept(call);
        } else {
            inProgress.put(call.tid(), call);
        }
    }

    private void onReturn(TraceFlyweight record) {
        TracedCall entry = entryOf(record);
        if (entry != null) {
            calls.accept(new TracedCall(entry.time(), entry.tgid(), entry.tid(), entry.abi(), entry.nr(), record.stage(), entry.args(), true,
                    Optional.of(record.time() - entry.time()), Optional.of(record.result())));
        } else if (record.result() != 0 || !FORKS.contains(name(record))) { // the child's side of a fork is no call of its own
            TracedCall call = call(record, false);
            calls.accept(new TracedCall(call.time(), call.tgid(), call.tid(), call.abi(), call.nr(), call.stage(), call.args(), false,
                    Optional.empty(), Optional.of(record.result())));
        }
    }

    private TracedCall entryOf(TraceFlyweight record) {
        TracedCall entry = inProgress.get(record.tid());
        // rt_sigreturn puts back the registers of what the signal interrupted, and has no number then
        if (entry != null && (record.nr() == entry.nr() || record.nr() == Layout.SYSCALLS)) {
            return inProgress.remove(record.tid());
        }
        if (entry == null && EXECS.contains(name(record)) && record.tid() == record.tgid()) {
            // a thread that executes a program becomes the process's first one
            return inProgress.values().stream()
                    .filter(call -> call.tgid() == record.tgid() && call.nr() == record.nr() && call.abi() == record.abi())
                    .findFirst()
                    .map(call -> inProgress.remove(call.tid()))
                    .orElse(null);
        }
        return null;
    }

    /** Reports the calls that have not returned, by time. */
    void end() {
        List<TracedCall> left = new ArrayList<>(inProgress.values());
        left.sort(Comparator.comparingLong(TracedCall::time));
        inProgress.clear();
        left.forEach(calls);
    }

    private static TracedCall call(TraceFlyweight record, boolean entered) {
        Long[] args = new Long[Layout.ARGS];
        for (int i = 0; i < args.length; i++) {
            args[i] = record.arg(i);
        }
        Abi abi = record.abi();
        Stage stage = record.stage();
        return new TracedCall(record.time(), record.tgid(), record.tid(), abi, record.nr(), stage, List.of(args), entered, Optional.empty(),
                Optional.empty());
    }

    private static String name(TraceFlyweight record) {
        return SyscallTable.name(record.abi(), record.nr()).orElse("");
    }
}
