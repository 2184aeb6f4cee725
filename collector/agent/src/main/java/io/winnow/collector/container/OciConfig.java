// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.isolation.HostNamespaces;
import io.winnow.collector.isolation.IsolationReader;
import io.winnow.collector.isolation.NamedCapabilities;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an OCI {@code config.json} says (opencontainers/runtime-spec, config.md). Fields of the wrong type count as absent.
 *
 * @param command {@code process.args}
 * @param annotations {@code annotations}
 * @param grants what the container is given
 * @param cgroupsPath {@code linux.cgroupsPath}: a path, for systemd {@code SLICE:PREFIX:NAME}, or empty
 * @param rootPath {@code root.path}: of the root file system, or empty
 * @param hostname {@code hostname}, or empty
 * @param joined paths of the namespaces of others that it joins
 */
record OciConfig(
        List<String> command, Map<String, String> annotations, Grants grants, String cgroupsPath, String rootPath, String hostname,
        Map<Namespace, String> joined) {

    private static final int MAX_ENTRIES = 4096;
    private static final SharedTexts FILTERS = new SharedTexts(64);

    static OciConfig of(JsonNode config) {
        JsonNode process = config.path("process");
        Isolation isolation = IsolationReader.of(config);
        Grants grants = new Grants(
                true,
                NamedCapabilities.of(process.path("capabilities").path("bounding")),
                NamedCapabilities.of(process.path("capabilities").path("effective")),
                config.path("linux").path("seccomp").isObject() ? Seccomp.FILTER : Seccomp.NONE,
                process.path("noNewPrivileges").asBoolean(false),
                isolation.sharing(Namespace.PID),
                config.path("linux").path("seccomp").isObject() ? FILTERS.share(config.path("linux").path("seccomp").toString()) : "",
                process.path("user").path("uid").asLong(0),
                isolation);
        return new OciConfig(
                texts(process.path("args")),
                map(config.path("annotations")),
                grants,
                config.path("linux").path("cgroupsPath").asText(),
                config.path("root").path("path").asText(),
                config.path("hostname").asText(),
                IsolationReader.joined(config.path("linux").path("namespaces")));
    }

    /** What runc keeps of it in its state ({@code libcontainer/configs.Config}), for when the bundle is gone: no command, no user. */
    static OciConfig ofRunc(JsonNode config) {
        Map<String, String> annotations = new LinkedHashMap<>();
        for (String label : texts(config.path("labels"))) {
            int sign = label.indexOf('=');
            if (sign > 0) {
                annotations.put(label.substring(0, sign), label.substring(sign + 1));
            }
        }
        annotations.remove("bundle");
        Grants grants = new Grants(
                config.path("capabilities").isObject(),
                NamedCapabilities.of(config.path("capabilities").path("Bounding")),
                NamedCapabilities.of(config.path("capabilities").path("Effective")),
                config.path("seccomp").isObject() ? Seccomp.FILTER : Seccomp.NONE,
                config.path("no_new_privileges").asBoolean(false),
                IsolationReader.namespaces(config.path("namespaces")).get(Namespace.PID),
                -1);
        return new OciConfig(List.of(), annotations, grants, config.path("cgroups").path("path").asText(), config.path("rootfs").asText(),
                config.path("hostname").asText(), IsolationReader.joined(config.path("namespaces")));
    }

    /** The same, with those of the namespaces that it joins being the host's which are. */
    OciConfig resolved(HostNamespaces host) {
        return new OciConfig(command, annotations, grants.joining(host.among(joined)), cgroupsPath, rootPath, hostname, joined);
    }

    /** The same of a container that a user runs without root. */
    OciConfig ofUser(int user) {
        return new OciConfig(command, annotations, grants.withIsolation(grants.isolation().ofUser(user)), cgroupsPath, rootPath, hostname, joined);
    }

    /** The cgroup that it is to be in; empty if that is left to the runtime or to systemd. */
    Optional<String> cgroupPath() {
        return cgroupsPath.startsWith("/") ? Optional.of(cgroupsPath) : Optional.empty();
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array) {
            if (element.isTextual() && texts.size() < MAX_ENTRIES) {
                texts.add(element.asText());
            }
        }
        return texts;
    }

    static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().isTextual() && map.size() < MAX_ENTRIES) {
                map.put(entry.getKey(), entry.getValue().asText());
            }
        }
        return map;
    }
}
