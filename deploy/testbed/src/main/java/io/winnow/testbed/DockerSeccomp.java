// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Turns a seccomp profile in the form that Docker and containerd take into the OCI specification's {@code linux.seccomp}, as those
 * engines do before they hand it to the runtime: {@code archMap} becomes {@code architectures}, {@code includes} and
 * {@code excludes} are resolved for x86_64, a set of capabilities and any kernel that Winnow runs on (each is newer than what {@code minKernel}
 * asks for in practice), fields of Docker's own go away.
 */
public final class DockerSeccomp {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ARCHITECTURE = "amd64";
    private static final String SECCOMP_ARCHITECTURE = "SCMP_ARCH_X86_64";

    private DockerSeccomp() {
    }

    /**
     * The OCI form.
     *
     * @param docker       a profile in Docker's form
     * @param capabilities the capabilities of the container, as CAP_NAME
     */
    public static ObjectNode toOci(JsonNode docker, Set<String> capabilities) {
        ObjectNode oci = JSON.createObjectNode();
        for (String field : new String[] {"defaultAction", "defaultErrnoRet", "flags", "listenerPath", "listenerMetadata"}) {
            if (docker.hasNonNull(field)) {
                oci.set(field, docker.get(field));
            }
        }
        architectures(docker, oci.putArray("architectures"));
        ArrayNode rules = oci.putArray("syscalls");
        for (JsonNode rule : docker.path("syscalls")) {
            if (applies(rule, capabilities)) {
                rule(rule, rules.addObject());
            }
        }
        return oci;
    }

    private static void architectures(JsonNode docker, ArrayNode architectures) {
        docker.path("architectures").forEach(architectures::add);
        for (JsonNode map : docker.path("archMap")) {
            if (map.path("architecture").asText().equals(SECCOMP_ARCHITECTURE)) {
                architectures.add(SECCOMP_ARCHITECTURE);
                map.path("subArchitectures").forEach(architectures::add);
            }
        }
    }

    private static boolean applies(JsonNode rule, Set<String> capabilities) {
        JsonNode includes = rule.path("includes");
        JsonNode excludes = rule.path("excludes");
        boolean included = (includes.path("arches").isEmpty() || holds(includes.path("arches"), ARCHITECTURE))
                && all(includes.path("caps"), capabilities);
        boolean excluded = holds(excludes.path("arches"), ARCHITECTURE) || any(excludes.path("caps"), capabilities);
        return included && !excluded;
    }

    private static void rule(JsonNode docker, ObjectNode oci) {
        if (docker.has("name")) {
            oci.putArray("names").add(docker.get("name").asText());
        } else {
            oci.set("names", docker.get("names"));
        }
        for (String field : new String[] {"action", "errnoRet"}) {
            if (docker.hasNonNull(field)) {
                oci.set(field, docker.get(field));
            }
        }
        if (!docker.path("args").isEmpty()) {
            oci.set("args", docker.get("args"));
        }
    }

    private static boolean holds(JsonNode array, String value) {
        for (JsonNode each : array) {
            if (each.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(JsonNode names, Set<String> set) {
        for (JsonNode name : names) {
            if (!set.contains(name.asText())) {
                return false;
            }
        }
        return true;
    }

    private static boolean any(JsonNode names, Set<String> set) {
        for (JsonNode name : names) {
            if (set.contains(name.asText())) {
                return true;
            }
        }
        return false;
    }
}
