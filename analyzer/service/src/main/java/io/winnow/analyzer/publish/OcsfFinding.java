// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.posture.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A finding as a Detection Finding (class 2004) of the <a href="https://schema.ocsf.io/1.3.0/classes/detection_finding">Open Cybersecurity Schema Framework 1.3</a>. */
public final class OcsfFinding {

    private static final String VERSION = "1.3.0";
    private static final int CLASS = 2004;
    private static final int CATEGORY = 2;
    private static final int CREATE = 1;
    private static final int UPDATE = 2;
    private static final int CLOSE = 3;
    private static final int SHA_256 = 3;

    private OcsfFinding() {}

    /** As an object that JSON is made of. */
    public static Map<String, Object> of(FindingDocument finding) {
        int activity = activity(finding);
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("class_uid", CLASS);
        event.put("class_name", "Detection Finding");
        event.put("category_uid", CATEGORY);
        event.put("category_name", "Findings");
        event.put("activity_id", activity);
        event.put("type_uid", CLASS * 100L + activity);
        event.put("time", millis(finding.time()));
        event.put("severity_id", Severity.of(finding.severity()).ordinal() + 1);
        event.put("severity", finding.severity().equals("info") ? "Informational" : capital(finding.severity()));
        event.put("status_id", status(finding.state()));
        event.put("status", List.of("New", "In Progress", "Suppressed", "Resolved").get(status(finding.state()) - 1));
        event.put("message", FindingText.line(finding));
        event.put("count", finding.count().occurrences());
        event.put("metadata", Map.of(
                "version", VERSION, "uid", finding.id() + "-" + finding.sequence(), "product", Map.of("name", "Winnow", "vendor_name", "Winnow")));
        event.put("finding_info", info(finding));
        event.put("resources", List.of(Map.of("type", "container", "uid", finding.container().id(), "name", finding.container().name())));
        event.put("evidences", evidences(finding));
        List<String> references = finding.behaviours().stream().flatMap(behaviour -> behaviour.sources().stream()).distinct().toList();
        event.put("remediation", Map.of("desc", finding.remedy(), "references", references));
        return event;
    }

    private static int activity(FindingDocument finding) {
        if (finding.state().equals(FindingState.CLOSED.label()) || finding.state().equals(FindingState.ACCEPTED.label())) {
            return CLOSE;
        }
        return finding.sequence() == 1 ? CREATE : UPDATE;
    }

    private static int status(String state) {
        return 1 + List.of(FindingState.OPEN.label(), FindingState.ACKNOWLEDGED.label(), FindingState.ACCEPTED.label(), FindingState.CLOSED.label()).indexOf(state);
    }

    private static Map<String, Object> info(FindingDocument finding) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("uid", finding.id());
        info.put("title", finding.title());
        info.put("desc", finding.why());
        info.put("first_seen_time", millis(finding.first()));
        info.put("last_seen_time", millis(finding.time()));
        info.put("types", List.of(finding.kind()));
        info.put("attacks", finding.behaviours().stream().map(FindingDocument.Behaviour::technique).distinct()
                .map(technique -> Map.of("technique", Map.of("uid", technique.id(), "name", technique.name()))).toList());
        return info;
    }

    private static List<Map<String, Object>> evidences(FindingDocument finding) {
        return Stream.concat(
                Stream.ofNullable(finding.actor()).map(actor -> Map.<String, Object>of("process", process(actor, actor.parents()))),
                finding.violations().stream().map(FindingDocument.Violation::file).filter(Objects::nonNull).distinct().map(file -> {
                    Map<String, Object> described = file(file.path());
                    described.put("size", file.size());
                    described.put("hashes", List.of(Map.of("algorithm_id", SHA_256, "algorithm", "SHA-256", "value", file.sha256())));
                    return Map.<String, Object>of("file", described);
                })).toList();
    }

    private static Map<String, Object> file(String path) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("path", path);
        file.put("name", path.substring(path.lastIndexOf('/') + 1));
        file.put("type_id", 1);
        return file;
    }

    private static Map<String, Object> process(FindingDocument.Process process, List<FindingDocument.Process> parents) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("pid", process.pid());
        document.put("name", process.comm());
        if (process.executable() != null) {
            document.put("file", file(process.executable()));
        }
        if (process.uid() != null) {
            document.put("user", Map.of("uid", Long.toString(process.uid())));
        }
        if (!parents.isEmpty()) {
            document.put("parent_process", process(parents.get(0), parents.subList(1, parents.size())));
        }
        return document;
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
