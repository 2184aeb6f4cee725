// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the running service says about one workload. */
public final class LearnedWorkload {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OF_THE_ENTRYPOINT = Set.of("start", "serve");

    private final WinnowService service;
    private final String name;

    /** @param name of the workload, which its containers' label or annotation gives */
    public LearnedWorkload(WinnowService service, String name) {
        this.service = service;
        this.name = name;
    }

    /** The workload, once it has learned what ran since this moment and nothing of it runs any more. */
    public JsonNode learned(Instant since) {
        if (!Waiting.holds(Waiting.LIMIT, () -> find().filter(found -> found.path("containers").asInt(-1) == 0 && after(found, since)).isPresent())) {
            throw new IllegalStateException("not learned within " + Waiting.LIMIT.toSeconds() + " s: name=" + name + " known=" + find());
        }
        return detail();
    }

    private static boolean after(JsonNode summary, Instant since) {
        String seen = summary.path("lastSeen").asText("");
        return !seen.isEmpty() && Instant.parse(seen).isAfter(since);
    }

    /** Images imported into several engines under one name differ in their digests; of those the newest is meant. */
    private Optional<JsonNode> find() {
        try {
            JsonNode newest = null;
            for (JsonNode each : service.api().get("/v1/workloads")) {
                String id = each.path("id").asText();
                boolean named = id.equals(name) || id.startsWith(name + "@");
                if (named && (newest == null || newest.path("lastSeen").asText().compareTo(each.path("lastSeen").asText()) < 0)) {
                    newest = each;
                }
            }
            return Optional.ofNullable(newest);
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not answer", e);
        }
    }

    private String id() {
        return find().orElseThrow(() -> new IllegalStateException("no such workload: " + name)).path("id").asText();
    }

    private JsonNode detail() {
        return ask("");
    }

    private JsonNode ask(String what) {
        try {
            return JSON.readTree(text(what));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A profile in this form. */
    public String export(String format) {
        return text("/profile?format=" + format);
    }

    private String text(String what) {
        try {
            return service.api().text(path() + what);
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not answer", e);
        }
    }

    private String path() {
        return "/v1/workloads/" + URLEncoder.encode(id(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** From now on what falls outside is a violation. A few runs of seconds are less than the service would freeze unasked. */
    void freeze() {
        try {
            service.api().post(path() + "/freeze?force=true");
        } catch (IOException e) {
            throw new UncheckedIOException("not frozen: " + name, e);
        }
    }

    /** What a container did that is a violation, or was refused, in words. */
    List<String> violations(String container) {
        try {
            List<String> found = new ArrayList<>();
            for (String line : service.api().text("/v1/violations").split("\n")) {
                JsonNode violation = line.isBlank() ? JSON.createObjectNode() : JSON.readTree(line);
                if (violation.at("/container/id").asText().equals(container)) {
                    found.add(violation.path("kind").asText() + ": " + violation.path("summary").asText());
                }
            }
            return found.stream().distinct().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not answer", e);
        }
    }

    /** The stages start and serve. */
    public static SortedSet<StraceCall> calls(JsonNode detail) {
        SortedSet<StraceCall> calls = new TreeSet<>();
        detail.path("syscalls").properties().forEach(entry -> {
            String[] where = entry.getKey().split("/");
            if (OF_THE_ENTRYPOINT.contains(where[0])) {
                entry.getValue().forEach(call -> calls.add(new StraceCall(where[1], call.asText())));
            }
        });
        return calls;
    }

    /** The advised ones, as engines call them, without CAP_; and how sure that is. */
    static SortedMap<String, String> capabilities(JsonNode detail) {
        SortedMap<String, String> advised = new TreeMap<>();
        detail.path("capabilities").forEach(each -> advised.put(
                each.asText().replaceFirst("^CAP_", ""), detail.path("confidence").path(each.asText()).asText()));
        return advised;
    }
}
