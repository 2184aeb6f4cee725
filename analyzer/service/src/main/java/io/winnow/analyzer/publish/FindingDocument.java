// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingDecision;
import io.winnow.analyzer.finding.FindingFile;
import io.winnow.analyzer.finding.FindingProcess;
import io.winnow.analyzer.finding.FindingSubject;
import io.winnow.analyzer.finding.FindingViolation;
import io.winnow.analyzer.threat.DangerousBehaviour;
import io.winnow.analyzer.threat.DangerousBehaviours;
import io.winnow.analyzer.threat.Technique;
import io.winnow.collector.record.WallTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finding as consumers read it: the data of an {@code io.winnow.finding.v1} event, described by {@code finding.schema.json}. Each update is whole: the one
 * with the greatest sequence is all that is known. What is not known is left out.
 */
@JsonPropertyOrder({"id", "sequence", "time", "first", "title", "severity", "state", "kind", "technique", "why", "remedy", "accept", "cluster", "node", "workload",
    "container", "containers", "count", "actor", "processes", "violations", "behaviours", "decisions"})
public record FindingDocument(
        String id,
        long sequence,
        String time,
        String first,
        String title,
        String severity,
        String state,
        String kind,
        Technique technique,
        String why,
        String remedy,
        String accept,
        String cluster,
        String node,
        Workload workload,
        Container container,
        List<String> containers,
        Count count,
        Process actor,
        List<Process> processes,
        List<Violation> violations,
        List<Behaviour> behaviours,
        List<Decision> decisions) {

    /** More replicas are counted, and not named. */
    private static final int MAX_CONTAINERS = 32;

    private static final String UNKNOWN = "The baseline has nothing of the kind; nothing is known against it.";
    private static final String LOOK = "Look at what changed: a new version, a setting, a session. If it is meant to be so, accept it.";

    /** @param baseline when the decision was that the baseline is as it is */
    public record Workload(String id, String baseline, String namespace, Owner owner, Map<String, String> labels) {}

    /** What Kubernetes made the pod for. */
    public record Owner(String kind, String name) {}

    /** The first that did it. */
    public record Container(String id, String name, String pod, String image, String imageDigest) {}

    /** @param heldBack occurrences that came since the update before */
    public record Count(long violations, long occurrences, long heldBack, int containers) {}

    /** @param parents of an actor, the next first */
    public record Process(int pid, Integer containerPid, Integer parent, String comm, Long uid, String executable, Boolean member, List<Process> parents) {}

    /** One of its violations. */
    public record Violation(
            String id, String time, String kind, String summary, String severity, String stage, String syscall, List<String> args, Integer pid, long count,
            List<String> behaviours, String evidence, Boolean tolerated, File file) {}

    /** What was executed. */
    public record File(String path, String sha256, long size) {}

    /** What is dangerous about it. */
    public record Behaviour(
            String id, String title, String severity, Technique technique, List<String> known, String meaning, String remedy, List<String> sources) {}

    /** A step of its life. */
    public record Decision(String time, String state, String by, String reason) {}

    static FindingDocument of(String cluster, Finding finding) {
        FindingSubject subject = finding.subject();
        List<DangerousBehaviour> behaviours = finding.behaviours().stream().flatMap(id -> DangerousBehaviours.find(id).stream()).toList();
        DangerousBehaviour worst = behaviours.isEmpty() ? null : behaviours.get(0);
        return new FindingDocument(
                finding.id(),
                finding.sequence(),
                time(finding.last()),
                time(finding.first()),
                EventNames.cut(finding.title()),
                finding.severity().label(),
                finding.state().label(),
                finding.cause().kind().label(),
                worst == null ? null : worst.technique(),
                worst == null ? UNKNOWN : worst.meaning(),
                worst == null ? LOOK : worst.remedy(),
                "winnow findings accept " + finding.id() + " --reason TEXT",
                EventNames.cut(cluster),
                EventNames.cut(subject.node()),
                workload(subject),
                new Container(EventNames.cut(subject.container()), EventNames.cut(subject.containerName()), EventNames.orNull(subject.pod()),
                        EventNames.orNull(subject.image()), EventNames.orNull(subject.imageDigest())),
                finding.containers().stream().limit(MAX_CONTAINERS).map(EventNames::cut).toList(),
                new Count(finding.total(), finding.occurrences(), finding.heldBack(), finding.containers().size()),
                ProcessDocuments.actor(finding),
                finding.processes().stream().map(FindingDocument::process).toList(),
                finding.violations().stream().map(FindingDocument::violation).toList(),
                behaviours.stream().map(FindingDocument::behaviour).toList(),
                finding.decisions().stream().map(FindingDocument::decision).toList());
    }

    private static Workload workload(FindingSubject subject) {
        Map<String, String> labels = new LinkedHashMap<>();
        subject.labels().forEach((key, value) -> labels.put(EventNames.cut(key), EventNames.cut(value)));
        return new Workload(EventNames.cut(subject.workload()), time(subject.version()), EventNames.orNull(subject.namespace()), owner(subject),
                labels.isEmpty() ? null : labels);
    }

    /** The id of a workload in Kubernetes is {@code [cluster/]namespace/kind/owner/container}. */
    private static Owner owner(FindingSubject subject) {
        String[] parts = subject.workload().split("/");
        boolean named = !subject.namespace().isEmpty() && parts.length >= 4 && parts[parts.length - 4].equals(subject.namespace());
        return named ? new Owner(EventNames.cut(parts[parts.length - 3]), EventNames.cut(parts[parts.length - 2])) : null;
    }

    static Process process(FindingProcess process) {
        return new Process(process.pid(), process.containerPid() == 0 ? null : process.containerPid(), process.parent() == 0 ? null : process.parent(),
                EventNames.cut(process.comm()), process.uid(), EventNames.orNull(process.executable()), process.member(), null);
    }

    private static Violation violation(FindingViolation violation) {
        return new Violation(
                violation.id(), time(violation.time()), violation.kind(), EventNames.cut(violation.summary()), violation.severity().label(), violation.stage(),
                violation.call(), violation.arguments().isEmpty() ? null : violation.arguments(), violation.process() == 0 ? null : violation.process(),
                violation.count(), violation.behaviours(), violation.evidence(), violation.tolerated() ? true : null, file(violation.file()));
    }

    private static File file(FindingFile file) {
        return file == null ? null : new File(EventNames.cut(file.path()), file.sha256(), file.size());
    }

    private static Behaviour behaviour(DangerousBehaviour behaviour) {
        return new Behaviour(
                behaviour.id(), behaviour.title(), behaviour.severity().label(), behaviour.technique(), behaviour.known(), behaviour.meaning(), behaviour.remedy(),
                behaviour.sources());
    }

    private static Decision decision(FindingDecision decision) {
        return new Decision(time(decision.time()), decision.state().label(), EventNames.cut(decision.by()), EventNames.orNull(decision.reason()));
    }

    private static String time(long nanos) {
        return WallTime.instant(nanos).toString();
    }
}
