// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Violations of selected containers. A violation names its container, and nothing of its labels: of one that runs no more, those are shown whose workload has a
 * selected container, so that none is hidden because its container was killed.
 */
final class ViolationSelection {

    private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

    private final SelectorOptions selector;
    private final ApiClient client;
    private final Set<String> running = new HashSet<>();
    private final Set<String> selected = new HashSet<>();
    private final Set<String> workloads = new HashSet<>();
    private long asked;

    ViolationSelection(SelectorOptions selector, ApiClient client) throws ApiException {
        this.selector = selector;
        this.client = client;
        if (selector.given()) {
            ask();
        }
    }

    /** Adds those that run by now; what ended stays as it was known. */
    private void ask() throws ApiException {
        for (ContainerDocument container : client.containers()) {
            running.add(container.id());
            if (selector.selects(container)) {
                selected.add(container.id());
                workloads.add(container.workload());
            }
        }
        asked = System.nanoTime();
    }

    boolean shows(JsonNode violation) {
        if (!selector.given()) {
            return true;
        }
        String container = violation.at("/container/id").asText();
        if (!running.contains(container) && System.nanoTime() - asked > INTERVAL) {
            askAgain();
        }
        return running.contains(container) ? selected.contains(container) : workloads.contains(violation.at("/workload/id").asText());
    }

    private void askAgain() {
        try {
            ask();
        } catch (ApiException e) {
            asked = System.nanoTime(); // the stream of violations ends with the service, and says so
        }
    }

    /** Whether something is to be said of this workload. */
    boolean showsWorkload(String id) {
        return !selector.given() || workloads.contains(id);
    }
}
