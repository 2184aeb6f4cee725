// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What Winnow suggests to run a workload under.
 *
 * @param seccomp      the profile in Docker's form
 * @param capabilities to add to none, as CAP_NAME
 */
record Suggestion(JsonNode seccomp, List<String> capabilities) {

    /** Asks the command line of a running service for it. */
    static Suggestion of(WinnowService winnow, String workload) {
        ObjectMapper json = new ObjectMapper();
        try {
            JsonNode seccomp = json.readTree(winnow.cli("export", workload, "--format", "docker").orThrow().out());
            List<String> capabilities = new ArrayList<>();
            winnow.workload(workload).path("capabilities").forEach(name -> capabilities.add("CAP_" + name.asText().replaceFirst("^CAP_", "")));
            return new Suggestion(seccomp, List.copyOf(capabilities));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
