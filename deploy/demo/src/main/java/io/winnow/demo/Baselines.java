// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.testbed.ApiSocket;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Waits for what the service learns. */
final class Baselines {

    private final ApiSocket api;

    Baselines(ApiSocket api) {
        this.api = api;
    }

    /**
     * The workload once no container of it runs any more and what ran since this moment is in its baseline.
     *
     * @throws IllegalStateException if that takes too long
     */
    JsonNode afterTheEnd(String workload, Instant since) {
        return await(workload, detail -> detail.at("/summary/containers").asInt(-1) == 0 && seenAfter(detail, since));
    }

    /** The workload once a container of it is known to run. */
    JsonNode running(String workload) {
        return await(workload, detail -> detail.at("/summary/containers").asInt(0) > 0);
    }

    private JsonNode await(String workload, Predicate<JsonNode> condition) {
        AtomicReference<JsonNode> last = new AtomicReference<>(MissingNode.getInstance());
        boolean holds = Waiting.holds(Waiting.LIMIT, () -> {
            try {
                last.set(api.workload(workload));
                return condition.test(last.get());
            } catch (IOException notYet) {
                return false;
            }
        });
        if (!holds) {
            throw new IllegalStateException("not as awaited within " + Waiting.LIMIT.toSeconds() + " s: workload=" + workload + " last="
                    + last.get().path("summary"));
        }
        return last.get();
    }

    private static boolean seenAfter(JsonNode detail, Instant since) {
        String seen = detail.at("/summary/lastSeen").asText("");
        return !seen.isEmpty() && Instant.parse(seen).isAfter(since);
    }
}
