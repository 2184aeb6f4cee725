// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Grants;
import io.winnow.collector.record.Grants.PidNamespace;
import io.winnow.collector.record.Grants.Seccomp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an OCI {@code config.json} says (opencontainers/runtime-spec, config.md). Fields of the wrong type count as absent.
 *
 * @param command {@code process.args}
 * @param annotations {@code annotations}
 * @param grants what the container is given
 */
record OciConfig(List<String> command, Map<String, String> annotations, Grants grants) {

    private static final int MOST_ENTRIES = 4096;

    static OciConfig of(JsonNode config) {
        JsonNode process = config.path("process");
        Grants grants = new Grants(
                true,
                capabilities(process.path("capabilities").path("bounding")),
                capabilities(process.path("capabilities").path("effective")),
                config.path("linux").path("seccomp").isObject() ? Seccomp.FILTER : Seccomp.NONE,
                process.path("noNewPrivileges").asBoolean(false),
                pidNamespace(config.path("linux").path("namespaces")),
                process.path("user").path("uid").asLong(0));
        return new OciConfig(texts(process.path("args")), map(config.path("annotations")), grants);
    }

    private static List<String> capabilities(JsonNode array) {
        return texts(array).stream().filter(name -> Capability.find(name).isPresent()).toList();
    }

    /** A namespace with a path is another's: a pod's, or that of some container. */
    private static PidNamespace pidNamespace(JsonNode namespaces) {
        for (JsonNode namespace : namespaces) {
            if (namespace.path("type").asText().equals("pid")) {
                return namespace.path("path").asText().isEmpty() ? PidNamespace.PRIVATE : PidNamespace.JOINED;
            }
        }
        return PidNamespace.HOST;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array) {
            if (element.isTextual() && texts.size() < MOST_ENTRIES) {
                texts.add(element.asText());
            }
        }
        return texts;
    }

    static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().isTextual() && map.size() < MOST_ENTRIES) {
                map.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return map;
    }
}
