// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.agent.queue.QueueEvents;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.Refusal;
import io.winnow.analyzer.compare.WhatIf;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.queue.QueueException;
import io.winnow.collector.record.Capability;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code winnow replay DIR --against PROFILE}: what of a recording a profile would have refused. */
final class WhatIfReplay {

    private final ProfileFile profile;
    private final CapabilityOptions capabilities;
    private final boolean execSessions;

    WhatIfReplay(ProfileFile profile, CapabilityOptions capabilities, boolean execSessions) {
        this.profile = profile;
        this.capabilities = capabilities;
        this.execSessions = execSessions;
    }

    /** A refusal, as documents have it. */
    private record Line(
            String workload, String stage, String abi, String syscall, String argument, String outcome, boolean certain, long count, String executable,
            String replica) {}

    /** What the runtime could not have done. */
    private record Start(String workload, String runtime, Collection<String> syscalls) {}

    /** A capability that would have been missing. */
    private record Lack(String workload, Collection<Capability> capabilities) {}

    /** The whole. */
    record Document(boolean refusesNothing, int workloads, List<Line> refused, List<Line> depends, List<Start> runtimeCallSets, List<Lack> lacking,
            long missingDocuments) {}

    /**
     * Replays a queue to its end.
     *
     * @param store for what is learned during the replay
     */
    Document replay(Composition composition, Path events, Path store) {
        Learner learner = composition.learner(store);
        Ingest ingest = new Ingest(learner.start(), learner::learn);
        try (QueueEvents queue = QueueEvents.recorded(events, learner.start())) {
            while (queue.next(ingest)) {
                // to the end
            }
        } catch (QueueException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
        List<WhatIf> answers = new ArrayList<>();
        for (WorkloadId id : learner.ids()) {
            learner.workload(id).ifPresent(workload -> answers.add(ask(workload, learner)));
        }
        return document(answers, ingest.counters().missingDocuments() + ingest.counters().malformedDocuments());
    }

    private WhatIf ask(Workload workload, Learner learner) {
        Set<Capability> had = workload.baseline().grantedOr(Capability.dockerDefault());
        Optional<Set<Capability>> given = capabilities.given() ? Optional.of(capabilities.from(had)) : profile.capabilities();
        return WhatIf.of(workload, learner.runtimeCallSets(), profile.resolve(given.orElse(had)), given, execSessions);
    }

    private static Document document(List<WhatIf> answers, long missing) {
        List<Line> refused = new ArrayList<>();
        List<Line> depends = new ArrayList<>();
        List<Start> runtimeCallSets = new ArrayList<>();
        List<Lack> lacking = new ArrayList<>();
        for (WhatIf answer : answers) {
            String workload = answer.workload().toString();
            answer.refusals().forEach(refusal -> (refusal.certain() ? refused : depends).add(line(workload, refusal)));
            answer.runtimeCallSets().forEach((runtime, names) -> runtimeCallSets.add(new Start(workload, runtime.toString(), names)));
            if (!answer.lacking().isEmpty()) {
                lacking.add(new Lack(workload, answer.lacking()));
            }
        }
        return new Document(answers.stream().allMatch(WhatIf::refusesNothing), answers.size(), refused, depends, runtimeCallSets, lacking, missing);
    }

    private static Line line(String workload, Refusal refusal) {
        Optional<Provenance> who = refusal.observations().provenance();
        return new Line(workload, refusal.stage().label(), refusal.abi().label(), refusal.syscall(), refusal.argument(), refusal.outcome().text(),
                refusal.certain(), refusal.observations().count(), who.map(Provenance::executable).orElse(""), who.map(Provenance::replica).orElse(""));
    }

    static void print(PrintWriter out, Document document) {
        table(out, "Would have been refused:", document.refused());
        table(out, "Depends on arguments that were not recorded, or on what the program does if a call is \"not implemented\":", document.depends());
        document.runtimeCallSets().forEach(start -> out.println(TerminalText.printable(
                start.workload() + " would not have started under " + start.runtime() + ": refused are " + String.join(", ", start.syscalls()))));
        document.lacking().forEach(lack -> out.println(TerminalText.printable(lack.workload() + " would have lacked "
                + String.join(", ", lack.capabilities().stream().map(Enum::name).toList()))));
        if (document.missingDocuments() > 0) {
            out.println(document.missingDocuments() + " documents of the recording are missing or damaged: what was in them was not looked at.");
        }
        out.println(document.refusesNothing() ? "Nothing recorded of " + document.workloads() + " workloads would have been refused." : "Not all of it would have run.");
        out.flush();
    }

    private static void table(PrintWriter out, String heading, List<Line> lines) {
        if (lines.isEmpty()) {
            return;
        }
        out.println(heading);
        Columns columns = new Columns("WORKLOAD", "STAGE", "ABI", "SYSCALL", "ARGUMENT", "ANSWER", "BY", "REPLICA");
        lines.forEach(line -> columns.row(line.workload(), line.stage(), line.abi(), line.syscall(), line.argument().isEmpty() ? null : line.argument(),
                line.outcome(), line.executable().isEmpty() ? null : line.executable(), line.replica()));
        columns.print(out);
        out.println();
    }
}
