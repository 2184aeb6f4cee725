// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/**
 * An OCI bundle: a temporary directory with the {@code config.json} of a specification over a root file system that stays where it is.
 * No rlimits: root without CAP_SYS_RESOURCE could not raise them.
 */
public final class OciBundle implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path path;

    private OciBundle(Path path) {
        this.path = path;
    }

    /**
     * Writes a bundle.
     *
     * @param hook a command that the runtime runs on the host when the container's first process is there and waits; empty for none.
     *     It is given the container's state, the pid among it, as JSON on standard input
     */
    static OciBundle create(Rootfs rootfs, OciSpec spec, List<String> hook) {
        OciBundle bundle = new OciBundle(Directories.temporary("bundle"));
        ObjectNode config = config(rootfs, spec);
        if (!hook.isEmpty()) {
            ObjectNode command = config.putObject("hooks").putArray("createRuntime").addObject().put("path", hook.get(0));
            strings(command.putArray("args"), hook);
        }
        Text.write(bundle.path.resolve("config.json"), config.toPrettyString());
        return bundle;
    }

    /** Its directory. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        Directories.delete(path);
    }

    private static ObjectNode config(Rootfs rootfs, OciSpec spec) {
        ObjectNode config = JSON.createObjectNode().put("ociVersion", "1.0.2");
        process(config.putObject("process"), spec);
        config.putObject("root").put("path", rootfs.path().toString()).put("readonly", false);
        config.put("hostname", "winnow");
        mounts(config.putArray("mounts"), spec);
        ObjectNode annotations = config.putObject("annotations");
        spec.annotations().forEach(annotations::put);
        linux(config.putObject("linux"), spec);
        return config;
    }

    private static void process(ObjectNode process, OciSpec spec) {
        process.put("terminal", false).put("cwd", "/").put("noNewPrivileges", spec.noNewPrivileges());
        process.putObject("user").put("uid", spec.uid()).put("gid", spec.gid());
        strings(process.putArray("args"), spec.args());
        strings(process.putArray("env"), spec.environment());
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : List.of("bounding", "permitted", "effective")) {
            strings(capabilities.putArray(set), spec.capabilities());
        }
    }

    private static void mounts(ArrayNode mounts, OciSpec spec) {
        mount(mounts, "/proc", "proc", "nosuid", "noexec", "nodev");
        mount(mounts, "/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(mounts, "/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        mount(mounts, "/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k");
        if (spec.privateNetwork()) {
            /* the kernel lets only the owner of the network namespace mount sysfs */
            mount(mounts, "/sys", "sysfs", "nosuid", "noexec", "nodev", "ro");
        }
    }

    private static void mount(ArrayNode mounts, String destination, String type, String... options) {
        ObjectNode mount = mounts.addObject().put("destination", destination).put("type", type).put("source", type);
        strings(mount.putArray("options"), List.of(options));
    }

    private static void linux(ObjectNode linux, OciSpec spec) {
        if (spec.cgroup() != null) {
            linux.put("cgroupsPath", "/" + spec.cgroup());
        }
        ArrayNode namespaces = linux.putArray("namespaces");
        for (String type : List.of("ipc", "uts", "mount")) {
            namespaces.addObject().put("type", type);
        }
        if (spec.privatePids()) {
            namespaces.addObject().put("type", "pid");
        }
        if (spec.privateNetwork()) {
            namespaces.addObject().put("type", "network");
        }
        linux.putObject("resources").putArray("devices").addObject().put("allow", true).put("access", "rwm");
        strings(linux.putArray("maskedPaths"), List.of("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug"));
        strings(linux.putArray("readonlyPaths"), List.of("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus"));
        if (spec.seccomp() != null) {
            linux.set("seccomp", spec.seccomp());
        }
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
