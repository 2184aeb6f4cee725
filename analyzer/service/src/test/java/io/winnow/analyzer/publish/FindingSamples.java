// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingContext;
import io.winnow.analyzer.finding.FindingFile;
import io.winnow.analyzer.finding.FindingRules;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Ancestor;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import io.winnow.collector.record.WallTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Findings for tests. */
public final class FindingSamples {

    private static final long NOW = WallTime.nanos(Samples.TIME);
    private static final Map<String, String> LABELS = Map.of(
            "io.kubernetes.cri.sandbox-namespace", "shop", "io.kubernetes.cri.sandbox-name", "web-7f-x2", ContainerMetadata.POD_LABEL + "app", "web");

    private FindingSamples() {}

    /** A session in a pod that entered a namespace and mounted, was acknowledged, and then left its cgroup. */
    public static Finding session() {
        return session("shop/deployment/web/nginx", "sh", "/bin/sh", LABELS);
    }

    /** The same with untrusted names. */
    public static Finding session(String workload, String comm, String executable, Map<String, String> labels) {
        Subject subject = new Subject("node-1", workload, "0123abcd", "web-1", "nginx:1.25", "sha256:00");
        Actor shell = new Actor(200, 200, 20, 0, 0, comm, 5, List.of(new Ancestor(50, 0, 1, comm)));
        Findings findings = new Findings(FindingRules.DEFAULT, List.of());
        FindingContext context = new FindingContext(NOW - 1, false, labels);
        for (ItemKind kind : List.of(ItemKind.EXECUTABLE, ItemKind.LEFT_CGROUP)) {
            findings.add(violation(subject, shell, new Item(kind, Abi.X86_64, Stage.EXEC, 0, 0, 7), comm, executable), context, NOW);
        }
        for (String call : List.of("setns", "mount", "getuid")) {
            Item item = Item.syscall(Abi.X86_64, Stage.EXEC, SyscallTable.number(Abi.X86_64, call).orElseThrow());
            findings.add(violation(subject, shell, item, comm, executable), context, NOW);
        }
        Finding found = findings.list().get(0);
        findings.identify("0123abcd", found.violations().get(0).id(), new FindingFile(executable, "ab".repeat(32), 4096), NOW);
        String id = found.id();
        return findings.decide(id, FindingState.ACKNOWLEDGED, "ann", comm, NOW).orElseThrow();
    }

    /** Something that was lost: neither a process nor a call is known. */
    public static Finding loss() {
        Violation lost = new Violation("0123456789abcdef0123456789abcdef", ViolationKind.LOSS, "part was lost", Samples.TIME, Samples.SUBJECT,
                new Behaviour.Lost(Loss.ITEMS_FULL), Optional.empty(), 3, false, Violation.Source.SNAPSHOT, false);
        return new Findings(FindingRules.DEFAULT, List.of()).add(lost, new FindingContext(NOW, false, Map.of()), NOW).orElseThrow();
    }

    /** A call that nothing is known against. */
    public static Finding harmless() {
        Violation call = Samples.violation(ViolationKind.SYSCALL, Item.syscall(Abi.X86_64, Stage.SERVE, 0));
        return new Findings(FindingRules.DEFAULT, List.of()).add(call, new FindingContext(NOW, false, Map.of()), NOW).orElseThrow();
    }

    /** A call that seccomp refused. */
    public static Finding refused(String call) {
        Violation refused = Samples.violation(ViolationKind.DENIAL, Samples.item(ItemKind.DENIAL, 0, SyscallTable.number(Abi.X86_64, call).orElseThrow(), 1));
        return new Findings(FindingRules.DEFAULT, List.of()).add(refused, new FindingContext(NOW, false, Map.of()), NOW).orElseThrow();
    }

    private static Violation violation(Subject subject, Actor actor, Item item, String comm, String executable) {
        ViolationKind kind = item.kind() == ItemKind.EXECUTABLE ? ViolationKind.EXECUTABLE
                : item.kind() == ItemKind.LEFT_CGROUP ? ViolationKind.LEFT_CGROUP : ViolationKind.SYSCALL;
        return new Violation(String.format("%032x", item.kind().number() * 1_000L + item.nr()), kind, kind + " by " + comm, Samples.TIME, subject,
                new Behaviour.Act(item, List.of(3L, 0x20000L, 0L, 0L, 0L, 0L), 0, executable), Optional.of(actor), 1, false, Violation.Source.OBSERVATION, false);
    }
}
