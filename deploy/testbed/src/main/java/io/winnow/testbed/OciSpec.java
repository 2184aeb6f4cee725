// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a container shall be: the {@code config.json} of the OCI runtime specification, but for the root file system. Immutable: each
 * {@code with…} gives a changed copy. No rlimits: root without CAP_SYS_RESOURCE could not raise them.
 */
public final class OciSpec {

    /** The capabilities that Docker grants by default. */
    public static final List<String> DOCKER_CAPABILITIES = List.of(
            "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD",
            "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT");

    private static final int MAPPED_IDS = 65536;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> CAPABILITY_SETS = List.of("bounding", "permitted", "effective");

    private final ObjectNode config;

    private OciSpec(ObjectNode config) {
        this.config = config;
    }

    /**
     * A command as root with Docker's capabilities, unconfined, without no_new_privs, in namespaces of its own but for the
     * network: loopback is the host's, so that a test can talk to a server.
     */
    public static OciSpec of(String... args) {
        ObjectNode config = JSON.createObjectNode().put("ociVersion", "1.0.2").put("hostname", "winnow");
        config.putObject("process").put("terminal", false).put("cwd", "/");
        config.putObject("annotations");
        mounts(config.putArray("mounts"));
        namespacesAndPaths(config.putObject("linux"));
        return new OciSpec(config)
                .withArgs(args)
                .withEnvironment("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .withUser(0, 0)
                .withCapabilities(DOCKER_CAPABILITIES)
                .withNoNewPrivileges(false);
    }

    /** The command and its arguments. */
    public OciSpec withArgs(String... args) {
        return changed(config -> strings(process(config).putArray("args"), List.of(args)));
    }

    /** Each as NAME=value. */
    public OciSpec withEnvironment(String... variables) {
        return changed(config -> strings(process(config).putArray("env"), List.of(variables)));
    }

    public OciSpec withUser(int uid, int gid) {
        return changed(config -> process(config).putObject("user").put("uid", uid).put("gid", gid));
    }

    /** Each as CAP_NAME: bounding, allowed and effective set. */
    public OciSpec withCapabilities(List<String> capabilities) {
        return changed(config -> {
            ObjectNode sets = process(config).putObject("capabilities");
            CAPABILITY_SETS.forEach(set -> strings(sets.putArray(set), capabilities));
        });
    }

    public OciSpec withNoNewPrivileges(boolean on) {
        return changed(config -> process(config).put("noNewPrivileges", on));
    }

    /** An OCI {@code linux.seccomp} object. A profile in Docker's form goes through {@link DockerSeccomp} first. */
    public OciSpec withSeccomp(JsonNode oci) {
        return changed(config -> linux(config).set("seccomp", oci));
    }

    /** The container's cgroup, below the root of the hierarchy. Without: named after the container. */
    public OciSpec withCgroup(String path) {
        return changed(config -> linux(config).put("cgroupsPath", "/" + path));
    }

    /** The container shares the host's pid namespace. */
    public OciSpec withHostPids() {
        return withoutNamespace("pid");
    }

    /** The container has a network namespace of its own, with a loopback of its own and nothing else. */
    public OciSpec withPrivateNetwork() {
        return withNamespace("network");
    }

    /** The container may write below {@code /proc/sys}. */
    public OciSpec withWritableSysctls() {
        return changed(config -> strings(linux(config).putArray("readonlyPaths"), List.of("/proc/sysrq-trigger", "/proc/irq", "/proc/bus")));
    }

    /** A kernel setting of the container's own namespaces, as {@code net.ipv4.ip_unprivileged_port_start}. */
    public OciSpec withSysctl(String name, String value) {
        return changed(config -> linux(config).withObject("/sysctl").put(name, value));
    }

    /** What Docker sets beside {@link #withPrivateNetwork}: all ports and ping for everybody. */
    public OciSpec withDockerNetwork() {
        return withPrivateNetwork().withSysctl("net.ipv4.ip_unprivileged_port_start", "0").withSysctl("net.ipv4.ping_group_range", "0 2147483647");
    }

    /** The container has a user namespace, whose ids from 0 are the host's from this one. The files: {@link Rootfs#mapped}. */
    public OciSpec withUserNamespace(int hostUid) {
        return changed(config -> {
            linux(config).withArray("namespaces").addObject().put("type", "user");
            for (String mappings : List.of("uidMappings", "gidMappings")) {
                linux(config).putArray(mappings).addObject().put("containerID", 0).put("hostID", hostUid).put("size", MAPPED_IDS);
            }
        });
    }

    /** An empty file system in memory at this path, new for each container. Options as {@code mode=750,uid=999}. */
    public OciSpec withTmpfs(String path, String... options) {
        List<String> all = new ArrayList<>(List.of("nosuid", "nodev"));
        all.addAll(List.of(options));
        return changed(config -> mount(config.withArray("mounts"), path, "tmpfs", all.toArray(String[]::new)));
    }

    /** The host's own directories under their own paths, to be read. */
    public OciSpec withHostDirectories(Path... directories) {
        return changed(config -> {
            for (Path each : directories) {
                ArrayNode mounts = config.withArray("mounts");
                mount(mounts, each.toString(), "bind", "rbind", "ro");
                ((ObjectNode) mounts.get(mounts.size() - 1)).put("source", each.toString());
            }
        });
    }

    public OciSpec withAnnotation(String name, String value) {
        return changed(config -> ((ObjectNode) config.path("annotations")).put(name, value));
    }

    /** The container cannot write its root file system. */
    public OciSpec withReadOnlyRoot() {
        return changed(config -> config.putObject("root").put("readonly", true));
    }

    /** The container has a further namespace of its own, by the specification's word, as {@code cgroup}. */
    public OciSpec withNamespace(String type) {
        return changed(config -> linux(config).withArray("namespaces").addObject().put("type", type));
    }

    /** The container uses the host's namespace of a kind that it would have of its own. */
    public OciSpec withoutNamespace(String type) {
        return changed(config -> {
            ArrayNode others = JSON.createArrayNode();
            linux(config).path("namespaces").forEach(namespace -> {
                if (!namespace.path("type").asText().equals(type)) {
                    others.add(namespace);
                }
            });
            linux(config).set("namespaces", others);
        });
    }

    /** The capabilities that it grants, as CAP_NAME. */
    public List<String> capabilities() {
        List<String> names = new ArrayList<>();
        config.at("/process/capabilities/bounding").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** The cgroup that was asked for, below the root of the hierarchy; empty if none was. */
    String cgroup() {
        String path = config.at("/linux/cgroupsPath").asText("");
        return path.isEmpty() ? path : path.substring(1);
    }

    /** The whole {@code config.json}, to be changed at will. */
    public ObjectNode config(Rootfs rootfs) {
        ObjectNode copy = config.deepCopy();
        boolean readOnly = config.at("/root/readonly").asBoolean(false);
        copy.putObject("root").put("path", rootfs.path().toString()).put("readonly", readOnly);
        return copy;
    }

    /** With any other change of the {@code config.json}. */
    public OciSpec changed(Consumer<ObjectNode> change) {
        ObjectNode copy = config.deepCopy();
        change.accept(copy);
        return new OciSpec(copy);
    }

    private static ObjectNode process(ObjectNode config) {
        return (ObjectNode) config.get("process");
    }

    private static ObjectNode linux(ObjectNode config) {
        return (ObjectNode) config.get("linux");
    }

    /* No sysfs: the kernel lets only the owner of the network namespace mount it. */
    private static void mounts(ArrayNode mounts) {
        mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
        mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(mounts, "/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        mount(mounts, "/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k");
    }

    private static void mount(ArrayNode mounts, String destination, String type, String... options) {
        ObjectNode mount = mounts.addObject().put("destination", destination).put("type", type).put("source", type);
        strings(mount.putArray("options"), List.of(options));
    }

    private static void namespacesAndPaths(ObjectNode linux) {
        ArrayNode namespaces = linux.putArray("namespaces");
        List.of("ipc", "uts", "mount", "pid").forEach(type -> namespaces.addObject().put("type", type));
        linux.putObject("resources").putArray("devices").addObject().put("allow", true).put("access", "rwm");
        strings(linux.putArray("maskedPaths"), List.of("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug"));
        strings(linux.putArray("readonlyPaths"), List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"));
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
