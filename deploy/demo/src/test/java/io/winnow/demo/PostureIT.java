// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.collector.record.Capability;
import io.winnow.testbed.Container;
import io.winnow.testbed.Crun;
import io.winnow.testbed.Directories;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Containers that are wrong in one way each, and some that are right: each has its finding, and no other. Needs root and BPF. */
class PostureIT {
    private static final String PREFIX = "posture-";
    /** A profile that refuses one call is a profile. */
    private static final String FILTER = """
            {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"],
             "syscalls": [{"names": ["acct"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13}]}""";

    private final Path directory = Directories.temporary("posture");
    private final Map<String, List<String>> expected = new LinkedHashMap<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Rootfs rootfs;

    private static OciSpec right() throws IOException {
        return OciSpec.of("/bin/sleep", "60").withUser(33, 33).withCapabilities(List.of()).withNoNewPrivileges(true).withPrivateNetwork()
                .withNamespace("cgroup").withReadOnlyRoot().withSeccomp(new ObjectMapper().readTree(FILTER)).changed(PostureIT::denyDevices);
    }

    private static void denyDevices(ObjectNode config) {
        ((ObjectNode) config.at("/linux/resources")).putArray("devices").addObject().put("allow", false).put("access", "rwm");
    }

    private static Consumer<ObjectNode> mount(String source, String destination, String... options) {
        return config -> {
            ObjectNode mount = config.withArray("mounts").addObject().put("type", "bind").put("source", source).put("destination", destination);
            ArrayNode all = mount.putArray("options").add("rbind");
            Arrays.asList(options).forEach(all::add);
        };
    }

    private static Consumer<ObjectNode> without(String list, String path) {
        return config -> {
            ArrayNode paths = (ArrayNode) config.at("/linux/" + list);
            for (int i = 0; i < paths.size(); i++) {
                if (paths.get(i).asText().equals(path)) {
                    paths.remove(i);
                }
            }
        };
    }

    private static void privileged(ObjectNode config) {
        ObjectNode linux = (ObjectNode) config.get("linux");
        linux.remove(List.of("maskedPaths", "readonlyPaths", "seccomp"));
        ((ObjectNode) linux.get("resources")).putArray("devices").addObject().put("allow", true).put("access", "rwm");
    }

    private static List<String> everyCapability() {
        return Arrays.stream(Capability.values()).filter(each -> each != Capability.CAP_SYS_RESOURCE).map(Enum::name).toList();
    }

    private void create(OciRuntime runtime, String name, OciSpec spec, String... rules) {
        expected.put(PREFIX + name, List.of(rules));
        opened.push(runtime.create(PREFIX + name, rootfs, spec));
    }

    /** Those that are only a configuration wait before their entrypoint's exec. */
    private void createWrongOnes(OciRuntime runtime) throws IOException {
        Path sockets = Files.createDirectory(directory.resolve("sockets"));
        Files.createFile(sockets.resolve("docker.sock"));
        create(runtime, "privileged", right().withCapabilities(everyCapability()).changed(PostureIT::privileged), "privileged");
        create(runtime, "admin", right().withCapabilities(List.of("CAP_SYS_ADMIN")), "capability-added");
        create(runtime, "net-admin", right().withCapabilities(List.of("CAP_NET_ADMIN")), "capability-added");
        create(runtime, "root", right().withUser(0, 0), "root");
        create(runtime, "gains", right().withNoNewPrivileges(false), "new-privileges");
        create(runtime, "unfiltered", right().changed(config -> ((ObjectNode) config.get("linux")).remove("seccomp")), "seccomp");
        create(runtime, "pids", right().withHostPids(), "host-pid");
        create(runtime, "network", right().withoutNamespace("network"), "host-network");
        create(runtime, "ipc", right().withoutNamespace("ipc"), "host-ipc");
        create(runtime, "uts", right().withoutNamespace("uts").changed(config -> config.remove("hostname")), "host-uts");
        create(runtime, "cgroups", right().withoutNamespace("cgroup"), "host-cgroup");
        create(runtime, "writable", right().changed(config -> config.remove("root")), "writable-root");
        create(runtime, "socket", right().changed(mount(sockets + "/docker.sock", "/tmp/docker.sock", "ro")), "runtime-socket");
        create(runtime, "sockets", right().changed(mount("/run", "/tmp/run", "ro")), "runtime-socket");
        create(runtime, "host", right().changed(mount("/", "/tmp/host", "rslave", "ro")), "host-path");
        create(runtime, "etc", right().changed(mount("/etc", "/tmp/etc", "rprivate")), "host-path");
        create(runtime, "etc-read-only", right().changed(mount("/etc", "/tmp/etc", "rprivate", "ro")), "host-path");
        create(runtime, "logs", right().changed(mount("/var/log", "/tmp/log", "rprivate", "ro")), "host-path");
        create(runtime, "processes", right().changed(mount("/proc", "/tmp/proc", "rprivate")), "host-path");
        create(runtime, "shared", right().changed(mount(sockets.getParent().toString(), "/tmp/data", "rshared")), "shared-mount");
        create(runtime, "device", right().changed(config -> config.withObject("/linux").withArray("devices").addObject()
                .put("path", "/dev/winnow").put("type", "c").put("major", 1).put("minor", 3)), "device");
        create(runtime, "any-device", right().changed(config -> ((ObjectNode) config.at("/linux/resources")).withArray("devices").addObject()
                .put("allow", true).put("access", "rwm")), "device");
        create(runtime, "kernel-memory", right().changed(without("maskedPaths", "/proc/kcore")), "kernel-paths");
        create(runtime, "settings", right().changed(without("readonlyPaths", "/proc/sys")), "kernel-paths");
    }

    private void createRightOnes(OciRuntime runtime, OciRuntime other) throws IOException {
        create(runtime, "right", right());
        create(runtime, "right-volume", right().changed(mount(directory.toString(), "/tmp/data", "rprivate")));
        create(runtime, "right-user", right().withUser(65534, 65534));
        create(runtime, "right-localtime", right().changed(mount("/etc/localtime", "/etc/localtime", "rprivate", "ro")));
        create(other, "right-crun", right());
    }

    /** What it executes is only known once it runs. */
    private void startSetIdProgram(OciRuntime runtime) throws IOException {
        create(runtime, "set-id", right().withArgs("/bin/sh", "-c", "id; exec sleep 60").withNoNewPrivileges(false), "new-privileges", "set-id-program");
        ((Container) opened.peek()).start();
    }

    @Test
    void eachContainerHasTheFindingsOfWhatIsWrongWithItAndNoOther() throws Exception {
        rootfs = Rootfs.create().programs("/bin/sh", "/bin/sleep", "/usr/bin/id").mode("/usr/bin/id", "4755");
        opened.push(rootfs);
        try (OciRuntime runc = new Runc(directory); OciRuntime crun = new Crun(directory);
                WinnowService winnow = new WinnowService(Host.launcher(), directory, Host.settings(directory))) {
            winnow.start();
            createWrongOnes(runc);
            createRightOnes(runc, crun);
            startSetIdProgram(runc);
            Map<String, List<String>> found = new LinkedHashMap<>();
            Waiting.holds(Waiting.LIMIT, () -> {
                found.clear();
                found.putAll(findings(winnow));
                return found.equals(expected);
            });
            assertThat(found).containsExactlyInAnyOrderEntriesOf(expected);
            gatesAndText(winnow);
        } finally {
            while (!opened.isEmpty()) {
                opened.pop().close();
            }
            Directories.delete(directory);
        }
    }

    private static void gatesAndText(WinnowService winnow) {
        assertThat(winnow.cli("posture", PREFIX + "right", "--fail-on", "high").exit()).isZero();
        Shell.Result root = winnow.cli("posture", PREFIX + "root", "--fail-on", "medium");
        assertThat(root.exit()).isEqualTo(6);
        assertThat(root.out()).contains("uid 0, without a user namespace", "4.1", "5.2.7", "restricted");
        assertThat(winnow.cli("posture", PREFIX + "root", "--fail-on", "high").exit()).isZero();
        assertThat(winnow.cli("posture", "no-such-workload").exit()).isEqualTo(5);
    }

    private static Map<String, List<String>> findings(WinnowService winnow) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        try {
            for (JsonNode workload : new ObjectMapper().readTree(winnow.cli("posture", "-o", "json").orThrow().out()).path("workloads")) {
                if (workload.path("workload").asText().startsWith(PREFIX) && workload.at("/granted/known").asBoolean()) {
                    found.put(workload.path("workload").asText(), workload.path("findings").findValuesAsText("rule").stream().sorted().toList());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("not JSON", e);
        }
        return found;
    }
}
