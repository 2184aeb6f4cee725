// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.LearnedUnder;
import io.winnow.analyzer.advise.Warning;
import io.winnow.analyzer.api.AllowedDocument;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.PhaseDocument;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Sections;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.violation.Summary;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Workloads as the API shows them. */
public final class WorkloadDocuments {

    /** Those of the entrypoint's tree. */
    static final Set<Stage> OWN = EnumSet.of(Stage.START, Stage.SERVE);

    private static final Set<ItemKind> REPORTED = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.IO_URING);

    private final CapabilityAdvisor capabilities = new CapabilityAdvisor();

    /**
     * @param containers running now
     * @param pending what waits for review
     */
    public WorkloadSummary summary(Workload workload, int containers, int pending) {
        Baseline baseline = workload.baseline();
        return new WorkloadSummary(
                workload.id().toString(),
                workload.id().shortId(),
                name(workload.state()),
                workload.partialReasons().stream().map(GapReason::label).toList(),
                containers,
                syscalls(baseline),
                refused(workload),
                capabilities.advise(baseline, OWN).add().size(),
                sample(Completeness.of(baseline)),
                pending,
                timeOrNull(workload.since()),
                timeOrNull(baseline.lastSeen()),
                identity(baseline.sections().join(workload.pending().sections())),
                new AllowedDocument(DockerCalls.of(baseline).size(), baseline.grantsKnown() ? baseline.granted().size() : null),
                Map.of());
    }

    private static IdentityDocument identity(Sections sections) {
        Map<String, List<String>> labels = new LinkedHashMap<>();
        sections.get(SectionKind.LABELS).values().forEach((key, values) -> labels.put(key, List.copyOf(values)));
        return new IdentityDocument(owner(sections), sections.get(SectionKind.PAUSE).raised(), labels);
    }

    private static String owner(Sections sections) {
        if (sections.get(SectionKind.OWNER_CONFIRMED).raised()) {
            return IdentityDocument.KNOWN;
        }
        return sections.get(SectionKind.OWNER_GUESSED).raised() ? IdentityDocument.GUESSED : null;
    }

    /** The state in documents. */
    public static String name(BaselineState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param summary of the same workload
     * @param versions of the same workload; empty if it is the only one
     * @param first what comes before the notes about the advice
     */
    public WorkloadDetail detail(Workload workload, WorkloadSummary summary, Advice advice, List<VersionDocument> versions, List<String> first) {
        Baseline baseline = workload.baseline();
        return new WorkloadDetail(
                summary,
                names(baseline),
                names(advice.capabilities().add()),
                confidence(advice.capabilities().needed()),
                names(advice.capabilities().unused()),
                arguments(baseline),
                phases(baseline),
                baseline.runtimes().stream().map(RuntimeCallsKey::toString).toList(),
                LearnedUnder.of(baseline).names(),
                Stream.concat(first.stream(), advice.warnings().stream().map(Warning::text)).toList(),
                workload.decisions().stream().map(WorkloadDocuments::text).toList(),
                versions,
                advice.figures());
    }

    /** Before and after it was frozen. */
    private static int refused(Workload workload) {
        return (int) Stream.of(workload.baseline(), workload.pending())
                .flatMap(part -> part.items(ItemKind.DENIAL))
                .map(entry -> entry.getKey().abi().label() + "/" + entry.getKey().nr())
                .distinct()
                .count();
    }

    private static SampleDocument sample(Completeness completeness) {
        return new SampleDocument(boxed(completeness.atLeast()), completeness.windows(), completeness.starts(), completeness.sessionWindows());
    }

    private static List<PhaseDocument> phases(Baseline baseline) {
        List<PhaseDocument> phases = new ArrayList<>();
        Completeness.of(baseline).estimates().forEach((stage, byKind) -> byKind.forEach((kind, estimate) -> {
            if (stage != Stage.SETUP && REPORTED.contains(kind) && estimate.observed() > 0) {
                phases.add(new PhaseDocument(
                        stage.label(), kind.label(), estimate.units(), estimate.observed(), boxed(estimate.atLeast()), boxed(estimate.unseen())));
            }
        }));
        return phases;
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    private static String text(Decision decision) {
        String what = switch (decision.action()) {
            case FREEZE -> "frozen with " + decision.items() + " items";
            case ACCEPT -> decision.items() + " items accepted";
            case REJECT -> decision.items() + " items rejected";
            case THAW -> "thawed, with " + decision.items() + " items that waited for review";
            case FORGET -> "forgotten with " + decision.items() + " items";
        };
        return time(decision.time()) + " " + what + " by " + decision.by() + (decision.note().isEmpty() ? "" : "; " + decision.note());
    }

    static String timeOrNull(long nanos) {
        return nanos == 0 ? null : time(nanos);
    }

    private static String time(long nanos) {
        return WallTime.millis(nanos).toString();
    }

    /** Distinct calls of the entrypoint's tree. */
    static int syscalls(Baseline baseline) {
        Set<String> distinct = new TreeSet<>();
        for (Stage stage : OWN) {
            for (Abi abi : Abi.values()) {
                baseline.syscalls(stage, abi).forEach(nr -> distinct.add(abi.label() + "/" + nr));
            }
        }
        return distinct.size();
    }

    private static Map<String, List<String>> names(Baseline baseline) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Stage stage : EnumSet.range(Stage.START, Stage.EXEC)) {
            for (Abi abi : Abi.values()) {
                List<String> ofTable = baseline.syscalls(stage, abi).stream()
                        .map(nr -> Summary.syscall(abi, nr))
                        .sorted()
                        .toList();
                if (!ofTable.isEmpty()) {
                    names.put(stage.label() + "/" + abi.label(), ofTable);
                }
            }
        }
        return names;
    }

    private static Map<String, String> confidence(Map<Capability, Confidence> needed) {
        Map<String, String> labels = new LinkedHashMap<>();
        needed.forEach((capability, confidence) -> labels.put(capability.name(), confidence.label()));
        return labels;
    }

    private static List<String> names(Set<Capability> capabilities) {
        return capabilities.stream().map(Enum::name).toList();
    }

    /** Values by call and parameter; a set that overflowed says so, and which dangerous parts its values have. */
    private static Map<String, List<String>> arguments(Baseline baseline) {
        Map<String, Set<String>> values = new TreeMap<>();
        baseline.items(ItemKind.ARGUMENT).map(Map.Entry::getKey).filter(item -> OWN.contains(item.stage()) && baseline.isInformative(item)).forEach(item -> {
            Summary.ArgumentText text = Summary.argument(item);
            values.computeIfAbsent(text.parameter(), any -> new TreeSet<>()).add(ArgumentSet.isSet(item) ? "and more" : text.value());
        });
        Map<String, List<String>> sorted = new LinkedHashMap<>();
        values.forEach((parameter, distinct) -> sorted.put(parameter, List.copyOf(distinct)));
        return sorted;
    }
}
