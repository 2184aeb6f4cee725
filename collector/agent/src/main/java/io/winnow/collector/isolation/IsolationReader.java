// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads how an OCI {@code config.json} separates a container from its host (opencontainers/runtime-spec, config.md and config-linux.md). */
public final class IsolationReader {

    private static final int MAX_GROUPS = 1024;
    private static final Set<String> BINDS = Set.of("bind", "rbind");
    private static final Set<String> SHARED = Set.of("shared", "rshared");
    /** By the specification's word, and by runc's for its state. */
    private static final Map<String, Namespace> NAMESPACES = Map.ofEntries(
            Map.entry("pid", Namespace.PID), Map.entry("NEWPID", Namespace.PID), Map.entry("network", Namespace.NETWORK), Map.entry("NEWNET", Namespace.NETWORK),
            Map.entry("ipc", Namespace.IPC), Map.entry("NEWIPC", Namespace.IPC), Map.entry("uts", Namespace.UTS), Map.entry("NEWUTS", Namespace.UTS),
            Map.entry("user", Namespace.USER), Map.entry("NEWUSER", Namespace.USER), Map.entry("cgroup", Namespace.CGROUP), Map.entry("NEWCGROUP", Namespace.CGROUP));

    private final JsonNode config;
    private final JsonNode process;
    private final JsonNode linux;
    private final BoundedTexts texts = new BoundedTexts();

    private IsolationReader(JsonNode config) {
        this.config = config;
        this.process = config.path("process");
        this.linux = config.path("linux");
    }

    /** What the configuration says. Fields of the wrong type count as absent. */
    public static Isolation of(JsonNode config) {
        return new IsolationReader(config).read();
    }

    private Isolation read() {
        Map<Namespace, Sharing> namespaces = namespaces(linux.path("namespaces"));
        String apparmor = texts.text(process.path("apparmorProfile"));
        String selinux = texts.text(process.path("selinuxLabel"));
        List<String> hidden = texts.list(linux.path("maskedPaths"));
        List<String> readOnly = texts.list(linux.path("readonlyPaths"));
        List<String> devices = devices();
        List<HostMount> mounts = mounts();
        return new Isolation(
                true, texts.complete(), namespaces, hostUid(namespaces.get(Namespace.USER)), process.path("user").path("gid").asLong(0), groups(),
                NamedCapabilities.of(process.path("capabilities").path("ambient")), config.path("root").path("readonly").asBoolean(false), mounts, devices,
                anyDevice(), hidden, readOnly, apparmor, selinux);
    }

    /** Whose each namespace is. One with a path is another's: a pod's, or that of some container. One that is not listed is the host's. */
    public static Map<Namespace, Sharing> namespaces(JsonNode listed) {
        Map<Namespace, Sharing> found = new EnumMap<>(Namespace.class);
        for (Namespace each : Namespace.values()) {
            found.put(each, Sharing.HOST);
        }
        for (JsonNode namespace : listed) {
            Namespace kind = NAMESPACES.get(namespace.path("type").asText());
            if (kind != null) {
                found.put(kind, namespace.path("path").asText().isEmpty() ? Sharing.PRIVATE : Sharing.JOINED);
            }
        }
        return found;
    }

    /** Paths of those that are another's. */
    public static Map<Namespace, String> joined(JsonNode listed) {
        Map<Namespace, String> paths = new EnumMap<>(Namespace.class);
        for (JsonNode namespace : listed) {
            Namespace kind = NAMESPACES.get(namespace.path("type").asText());
            String path = namespace.path("path").asText();
            if (kind != null && !path.isEmpty()) {
                paths.put(kind, path);
            }
        }
        return paths;
    }

    private long hostUid(Sharing users) {
        long uid = process.path("user").path("uid").asLong(0);
        if (users == Sharing.HOST) {
            return uid;
        }
        for (JsonNode mapping : linux.path("uidMappings")) {
            long offset = uid - mapping.path("containerID").asLong(0);
            if (offset >= 0 && offset < mapping.path("size").asLong(0)) {
                return mapping.path("hostID").asLong(-1) + offset;
            }
        }
        return -1;
    }

    private List<Long> groups() {
        List<Long> groups = new ArrayList<>();
        for (JsonNode group : process.path("user").path("additionalGids")) {
            if (group.canConvertToLong() && groups.size() < MAX_GROUPS) {
                groups.add(group.asLong());
            }
        }
        return groups;
    }

    private List<HostMount> mounts() {
        List<HostMount> mounts = new ArrayList<>();
        for (JsonNode mount : config.path("mounts")) {
            List<String> options = new ArrayList<>();
            mount.path("options").forEach(option -> options.add(option.asText()));
            String source = mount.path("source").asText();
            String destination = mount.path("destination").asText();
            boolean ofHost = mount.path("type").asText().equals("bind") || options.stream().anyMatch(BINDS::contains);
            if (ofHost && source.startsWith("/") && texts.fits(source, destination)) {
                mounts.add(new HostMount(
                        source, destination, options.contains("ro") || options.contains("rro"), options.stream().anyMatch(SHARED::contains)));
            }
        }
        return mounts;
    }

    private List<String> devices() {
        List<String> paths = new ArrayList<>();
        for (JsonNode device : linux.path("devices")) {
            String path = device.path("path").asText();
            if (!path.isEmpty() && texts.fits(path)) {
                paths.add(path);
            }
        }
        return paths;
    }

    /** The rules are applied in order. One for all devices has no type, or the type a. */
    private boolean anyDevice() {
        boolean any = false;
        for (JsonNode rule : linux.path("resources").path("devices")) {
            boolean all = rule.path("type").asText("a").equals("a") && rule.path("major").asLong(-1) < 0 && rule.path("minor").asLong(-1) < 0;
            any = all ? rule.path("allow").asBoolean(false) : any;
        }
        return any;
    }
}
