// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.demo.WinnowService;
import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a service knows of the containers of this host. Other tests may run some, too. */
final class WatchedHost {

    private final WinnowService service;

    WatchedHost(WinnowService service) {
        this.service = service;
    }

    /** A container, once it is known that it runs. @param id or its beginning */
    JsonNode running(String id) {
        Waiting.until("container " + id, Waiting.LIMIT, () -> !listed(id).isEmpty());
        return listed(id).get(0);
    }

    List<JsonNode> listed(String id) {
        List<JsonNode> listed = new ArrayList<>();
        get("containers").forEach(each -> {
            if (each.path("id").asText().startsWith(id)) {
                listed.add(each);
            }
        });
        return listed;
    }

    /** Ids of all workloads but those that are not listed unless asked for. */
    List<String> workloads() {
        return ids("workloads");
    }

    /** Those as well. */
    List<String> allWorkloads() {
        return ids("workloads?all");
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        get(path).forEach(each -> ids.add(each.path("id").asText()));
        return ids;
    }

    /** The workload of a container in full. */
    JsonNode workload(JsonNode container) {
        return get("workloads/" + encoded(container));
    }

    /** The rules of posture that a container's workload breaks, in order. */
    List<String> posture(JsonNode container) {
        for (JsonNode workload : get("posture").path("workloads")) {
            if (workload.path("workload").asText().equals(container.path("workload").asText())) {
                return workload.path("findings").findValuesAsText("rule").stream().distinct().sorted().toList();
            }
        }
        throw new IllegalStateException("no posture of " + container.path("workload"));
    }

    /** These and what each container breaks whose engine leaves it the host's cgroup namespace, because a controller is of version 1. */
    static List<String> rules(String... rules) {
        Stream<String> all = Stream.of(rules);
        return (Cgroup.hybrid() ? Stream.concat(all, Stream.of("host-cgroup")) : all).sorted().toList();
    }

    /** The ids that the command line lists. */
    List<String> names(String... selector) {
        List<String> words = new ArrayList<>(List.of("containers", "-o", "name"));
        words.addAll(List.of(selector));
        return service.cli(words.toArray(String[]::new)).orThrow().out().lines().toList();
    }

    private static String encoded(JsonNode container) {
        return URLEncoder.encode(container.path("workloadId").asText(), StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) {
        try {
            return service.api().get("/v1/" + path);
        } catch (IOException e) {
            throw new IllegalStateException("the service does not answer", e);
        }
    }
}
