// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * How it is known which containers are replicas of a workload. Strings may be untrusted.
 *
 * @param owner {@value #KNOWN}: the orchestrator named it; {@value #GUESSED}: names and labels suggest it; {@value #PENDING}: its name is
 *     provisional; null if the containers themselves say it
 * @param pause its containers only hold the namespaces of pods
 * @param labels and annotations of its replicas, as far as the configuration selects them
 */
public record IdentityDocument(
        String owner, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean pause, @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, List<String>> labels) {

    public static final String KNOWN = "known";
    public static final String GUESSED = "guessed";
    public static final String PENDING = "pending";

    /** Of a container that says itself which workload it is of. */
    public static final IdentityDocument OWN = new IdentityDocument(null, false, Map.of());

    public IdentityDocument {
        labels = labels == null ? Map.of() : labels;
    }

    IdentityDocument pending() {
        return new IdentityDocument(PENDING, pause, labels);
    }
}
