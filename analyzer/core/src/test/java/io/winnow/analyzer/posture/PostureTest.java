// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.record.Capability;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PostureTest {

    private static Arguments wrong(String how, Consumer<Containers> change, PostureRule rule, Severity severity) {
        return arguments(how, change, rule, severity);
    }

    private static Consumer<Containers> sharing(Namespace namespace) {
        return container -> container.namespaces.put(namespace, Sharing.HOST);
    }

    static Stream<Arguments> wrongInOneWay() {
        return Stream.of(
                wrong("privileged", container -> {
                    container.all().seccomp = Seccomp.NONE;
                    container.maskedPaths.clear();
                    container.readOnlyPaths.clear();
                    container.anyDevice = true;
                    container.apparmorProfile = "unconfined";
                    container.devices.add("/dev/sda");
                }, PostureRule.PRIVILEGED, Severity.CRITICAL),
                wrong("a strong capability", container -> container.needs(Capability.CAP_SYS_ADMIN).bounding.add("CAP_SYS_ADMIN"), PostureRule.CAPABILITY_ADDED, Severity.HIGH),
                wrong("a further capability", container -> container.bounding.add("CAP_NET_ADMIN"), PostureRule.CAPABILITY_ADDED, Severity.MEDIUM),
                wrong("an ambient capability", container -> container.ambient.add("CAP_SYS_TIME"), PostureRule.CAPABILITY_ADDED, Severity.MEDIUM),
                wrong("a capability that it does not use", container -> container.needs(Capability.CAP_CHOWN).bounding.addAll(List.of("CAP_CHOWN", "CAP_KILL")),
                        PostureRule.CAPABILITY_UNUSED, Severity.LOW),
                wrong("root", container -> container.uid = container.hostUid = 0, PostureRule.ROOT, Severity.MEDIUM),
                wrong("without no_new_privs", container -> container.noNewPrivileges = false, PostureRule.NEW_PRIVILEGES, Severity.MEDIUM),
                wrong("a set-user-id program", container -> container.use = new Use(Set.of(), "", new TreeSet<>(Set.of("/usr/bin/su")), ""),
                        PostureRule.SET_ID_PROGRAM, Severity.MEDIUM),
                wrong("without seccomp", container -> container.seccomp = Seccomp.NONE, PostureRule.SECCOMP, Severity.HIGH),
                wrong("AppArmor unconfined", container -> container.apparmorProfile = "unconfined", PostureRule.APPARMOR, Severity.MEDIUM),
                wrong("without AppArmor", container -> container.apparmorProfile = "", PostureRule.APPARMOR, Severity.MEDIUM),
                wrong("SELinux off", container -> {
                    container.host = new HostInfo(true, List.of("selinux"), true, List.of());
                    container.selinuxLabel = "system_u:system_r:spc_t:s0";
                }, PostureRule.SELINUX, Severity.MEDIUM),
                wrong("the host's processes", sharing(Namespace.PID), PostureRule.HOST_PID, Severity.HIGH),
                wrong("the host's network", sharing(Namespace.NETWORK), PostureRule.HOST_NETWORK, Severity.HIGH),
                wrong("the host's IPC", sharing(Namespace.IPC), PostureRule.HOST_IPC, Severity.MEDIUM),
                wrong("the host's IPC as engines give it", sharing(Namespace.IPC).andThen(
                        container -> container.mounts.add(new HostMount("/dev/shm", "/dev/shm", false, false))), PostureRule.HOST_IPC, Severity.MEDIUM),
                wrong("the host's shared memory", container -> container.mounts.add(new HostMount("/dev/shm", "/dev/shm", false, false)),
                        PostureRule.HOST_PATH, Severity.HIGH),
                wrong("the host's name", sharing(Namespace.UTS), PostureRule.HOST_UTS, Severity.LOW),
                wrong("the host's cgroups", sharing(Namespace.CGROUP), PostureRule.HOST_CGROUP, Severity.LOW),
                wrong("the host's users", container -> container.host =
                        new HostInfo(true, List.of("apparmor"), true, List.of(new HostInfo.Engine("docker", true, List.of()))), PostureRule.HOST_USERS, Severity.MEDIUM),
                wrong("a writable root", container -> container.readOnlyRoot = false, PostureRule.WRITABLE_ROOT, Severity.LOW),
                wrong("Docker's socket", container -> container.mount("/var/run/docker.sock", false), PostureRule.RUNTIME_SOCKET, Severity.CRITICAL),
                wrong("a socket elsewhere, read-only", container -> container.mount("/srv/engine/podman.sock", true), PostureRule.RUNTIME_SOCKET, Severity.CRITICAL),
                wrong("the directory of a socket", container -> container.mount("/run/containerd", true), PostureRule.RUNTIME_SOCKET, Severity.CRITICAL),
                wrong("the whole host", container -> container.mount("/", false), PostureRule.HOST_PATH, Severity.CRITICAL),
                wrong("a directory of the host", container -> container.mount("/etc", false), PostureRule.HOST_PATH, Severity.HIGH),
                wrong("the same, read-only", container -> container.mount("/etc", true), PostureRule.HOST_PATH, Severity.MEDIUM),
                wrong("what holds a kubelet's state", container -> container.mount("/var", false), PostureRule.HOST_PATH, Severity.HIGH),
                wrong("logs", container -> container.mount("/var/log/", true), PostureRule.HOST_PATH, Severity.LOW),
                wrong("a shared mount", container -> container.mounts.add(new HostMount("/srv/data", "/data", true, true)), PostureRule.SHARED_MOUNT, Severity.MEDIUM),
                wrong("a device", container -> container.devices.add("/dev/fuse"), PostureRule.DEVICE, Severity.MEDIUM),
                wrong("a disk", container -> container.devices.add("/dev/sda1"), PostureRule.DEVICE, Severity.HIGH),
                wrong("any device", container -> container.anyDevice = true, PostureRule.DEVICE, Severity.HIGH),
                wrong("kernel memory", container -> container.maskedPaths.remove("/proc/kcore"), PostureRule.KERNEL_PATHS, Severity.MEDIUM),
                wrong("kernel settings", container -> container.readOnlyPaths.remove("/proc/sys"), PostureRule.KERNEL_PATHS, Severity.MEDIUM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongInOneWay")
    void whatIsWrongInOneWayHasThatFindingAndNoOther(String how, Consumer<Containers> change, PostureRule rule, Severity severity) {
        Posture posture = Posture.of(Containers.with(change));
        assertThat(posture.findings()).extracting(BrokenRule::rule).containsExactly(rule);
        assertThat(posture.findings()).extracting(BrokenRule::severity).containsExactly(severity);
        assertThat(posture.findings().get(0).evidence()).isNotBlank();
        assertThat(posture.unknown()).isEmpty();
        assertThat(severity).isLessThanOrEqualTo(rule.worst());
    }

    static Stream<Consumer<Containers>> right() {
        return Stream.of(
                container -> {},
                container -> container.needs(Capability.CAP_NET_BIND_SERVICE).bounding.add("CAP_NET_BIND_SERVICE"),
                container -> { // root of its own users, as an engine that maps them makes it
                    container.namespaces.put(Namespace.USER, Sharing.PRIVATE);
                    container.uid = 0;
                    container.hostUid = 100_000;
                },
                container -> { // what engines and kubelets put into each container
                    container.mounts.add(new HostMount("/var/lib/docker/containers/c0ffee/hosts", "/etc/hosts", false, false));
                    container.mounts.add(new HostMount("/run/containerd/io.containerd.grpc.v1.cri/sandboxes/c0ffee/shm", "/dev/shm", false, false));
                    container.mounts.add(new HostMount("/var/lib/kubelet/pods/1-2/volumes/kubernetes.io~empty-dir/data", "/data", false, false));
                    container.mounts.add(new HostMount("/var/lib/docker/volumes/data/_data", "/more", false, false));
                    container.mounts.add(new HostMount("/etc/localtime", "/etc/localtime", true, false));
                    container.devices.add("/dev/null");
                },
                container -> {
                    container.host = new HostInfo(true, List.of("selinux"), true, List.of());
                    container.apparmorProfile = "";
                    container.selinuxLabel = "system_u:system_r:container_t:s0:c1,c2";
                    container.namespaces.put(Namespace.NETWORK, Sharing.JOINED);
                });
    }

    @ParameterizedTest
    @MethodSource("right")
    void whatIsRightHasNoFinding(Consumer<Containers> change) {
        Posture posture = Posture.of(Containers.with(change));
        assertThat(posture.findings()).isEmpty();
        assertThat(posture.unknown()).isEmpty();
    }

    /** A volume's name does not make a directory of the host harmless, nor does the place where it is mounted. */
    @Test
    void aDirectoryIsNotHiddenByNames() {
        assertThat(Posture.of(Containers.with(container -> container.mounts.add(new HostMount("/etc", "/etc/hosts", false, false)))).findings())
                .extracting(BrokenRule::rule).containsExactly(PostureRule.HOST_PATH);
        assertThat(Posture.of(Containers.with(container -> container.mount("/etc/volumes/_data", false))).findings())
                .extracting(BrokenRule::rule).containsExactly(PostureRule.HOST_PATH);
        assertThat(Posture.of(Containers.with(container -> container.mount("/etc/localtime", false))).findings())
                .extracting(BrokenRule::rule).containsExactly(PostureRule.HOST_PATH);
        assertThat(Posture.of(Containers.with(container -> container.mount("/run/postgresql", false).mount("/etcetera", false))).findings()).isEmpty();
    }

    @Test
    void theTypeAndTheCategoriesAreShown() {
        PostureSubject subject = Containers.with(container -> {
            container.host = new HostInfo(true, List.of("selinux"), true, List.of());
            container.selinuxLabel = "system_u:system_r:unconfined_t:s0:c1,c2";
        });
        assertThat(Posture.of(subject).findings().get(0).evidence()).isEqualTo("type unconfined_t, categories c1,c2");
    }

    @Test
    void whatIsNotKnownIsAGapAndNoPass() {
        Posture nothing = Posture.of(new PostureSubject(Grants.UNKNOWN, Use.UNKNOWN, Optional.empty()));
        assertThat(nothing.findings()).isEmpty();
        assertThat(nothing.unknown()).extracting(Unknown::rule)
                .containsExactlyElementsOf(Stream.of(PostureRule.values()).filter(rule -> rule.scope() == PostureRule.Scope.CONTAINER).toList());

        Grants unit = new Grants(true, List.of(), List.of(), Seccomp.FILTER, true, Isolation.Sharing.HOST, "", 33, Isolation.UNKNOWN);
        assertThat(Posture.of(new PostureSubject(unit, new Use(Set.of(), "", new TreeSet<>(), ""), Optional.of(Containers.HOST))).unknown())
                .extracting(Unknown::rule).contains(PostureRule.APPARMOR, PostureRule.HOST_NETWORK, PostureRule.HOST_PATH, PostureRule.DEVICE)
                .doesNotContain(PostureRule.SECCOMP, PostureRule.ROOT);
    }

    @Test
    void withoutTheHostItsModulesAreAGap() {
        for (HostInfo host : new HostInfo[] {null, new HostInfo(false, List.of(), true, List.of())}) {
            Posture posture = Posture.of(Containers.with(container -> {
                container.host = host;
                container.apparmorProfile = "";
            }));
            assertThat(posture.findings()).isEmpty();
            assertThat(posture.unknown()).extracting(Unknown::rule).contains(PostureRule.APPARMOR, PostureRule.SELINUX);
        }
        assertThat(Posture.of(Containers.with(container -> {
            container.host = new HostInfo(true, List.of("capability", "landlock"), true, List.of());
            container.apparmorProfile = "";
        }))).isEqualTo(new Posture(List.of(), List.of()));
    }

    @Test
    void whatIsStillLearnedCanOnlyBeUnused() {
        Posture posture = Posture.of(Containers.with(container -> {
            container.bounding.add("CAP_CHOWN");
            container.use = new Use(Set.of(), "the workload is still learning", new TreeSet<>(), "");
        }));
        assertThat(posture.findings()).isEmpty();
        assertThat(posture.unknown()).containsExactly(new Unknown(PostureRule.CAPABILITY_UNUSED, "the workload is still learning"));
    }

    @Test
    void moreMountsThanAreKeptAreAGapBesideTheFinding() {
        Posture posture = Posture.of(Containers.with(container -> container.mount("/etc", false).complete = false));
        assertThat(posture.findings()).extracting(BrokenRule::rule).containsExactly(PostureRule.HOST_PATH);
        assertThat(posture.unknown()).extracting(Unknown::rule).contains(PostureRule.HOST_PATH, PostureRule.RUNTIME_SOCKET);
    }

    @Test
    void theWorstComesFirst() {
        Posture posture = Posture.of(Containers.with(container -> {
            container.readOnlyRoot = false;
            container.uid = container.hostUid = 0;
            container.mount("/var/run/docker.sock", true);
        }));
        assertThat(posture.findings()).extracting(BrokenRule::rule).containsExactly(PostureRule.RUNTIME_SOCKET, PostureRule.ROOT, PostureRule.WRITABLE_ROOT);
    }

    @Test
    void anEngineThatListensOnTheNetworkIsAFindingOfTheHost() {
        HostInfo host = new HostInfo(true, List.of(), true, List.of(new HostInfo.Engine("docker", false, List.of(
                new HostInfo.Listener("0.0.0.0:2375", false, true), new HostInfo.Listener("0.0.0.0:2376", true, true)))));
        assertThat(Posture.ofHost(Optional.of(host)).findings()).extracting(BrokenRule::rule).containsExactly(PostureRule.ENGINE_TCP, PostureRule.ENGINE_TCP);
        assertThat(Posture.ofHost(Optional.of(host)).findings()).extracting(BrokenRule::severity).containsExactly(Severity.CRITICAL, Severity.MEDIUM);
        assertThat(Posture.ofHost(Optional.of(Containers.HOST))).isEqualTo(new Posture(List.of(), List.of()));
        assertThat(Posture.ofHost(Optional.empty()).unknown()).extracting(Unknown::rule).containsExactly(PostureRule.ENGINE_TCP);
        assertThat(Posture.ofHost(Optional.of(HostInfo.UNKNOWN)).unknown()).extracting(Unknown::rule).containsExactly(PostureRule.ENGINE_TCP);
    }
}
