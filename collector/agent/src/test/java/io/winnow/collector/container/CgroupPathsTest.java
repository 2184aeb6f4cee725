// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathsTest {

    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String OTHER = "fedcba9876543210".repeat(4);
    private static final String POD = "pod8f3a1c1e-1111-2222-3333-444455556666";

    @ParameterizedTest
    @CsvSource({
        "docker, /docker/ID",
        "docker, /system.slice/docker-ID.scope",
        "docker, /docker/ID/init.scope",
        "containerd, /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-POD.slice/cri-containerd-ID.scope",
        "containerd, /kubepods/besteffort/POD/ID",
        "containerd, /kubepods-POD.slice:cri-containerd:ID",
        "containerd, /system.slice/nerdctl-ID.scope",
        "cri-o, /kubepods.slice/kubepods-POD.slice/crio-ID.scope",
        "cri-o, /kubepods/POD/crio-ID",
        "cri-o, /kubepods.slice/kubepods-POD.slice/crio-ID.scope/container",
        "podman, /machine.slice/libpod-ID.scope",
        "podman, /machine.slice/libpod-ID.scope/container",
        "podman, /libpod_parent/libpod-ID",
        "podman, /libpod_parent/OTHER/libpod-ID",
        "podman, /system.slice/web.service/libpod-payload-ID",
        "podman, /user.slice/user-1000.slice/user@1000.service/user.slice/libpod-ID.scope/container",
    })
    void managersAreKnownByTheirPaths(String manager, String path) {
        String concrete = path.replace("ID", ID).replace("POD", POD).replace("OTHER", OTHER);
        assertThat(roleOf(concrete)).isEqualTo(new CgroupRole.OfContainer(manager, ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/k8s.io/ID", "/default/ID", "/custom/ID", "/ecs/OTHER/ID", "/system.slice/my.service/ID", "/ID", "/custom/ID/below"})
    void underAParentOfTheUsersOwnChoiceAnIdIsItsEngines(String path) {
        String concrete = path.replace("ID", ID).replace("OTHER", OTHER);
        assertThat(CgroupPaths.roleOf(concrete, id -> id.equals(ID) ? Optional.of("docker") : Optional.empty()))
                .isEqualTo(new CgroupRole.OfContainer("docker", ID));
    }

    @ParameterizedTest
    @CsvSource({
        "web, /machine.slice/systemd-nspawn@web.service/payload",
        "web, /machine.slice/systemd-nspawn@web.service",
        "web-1, /machine.slice/machine-web\\x2d1.scope/payload/system.slice/nginx.service",
        "web, /machine.slice/machine-web.scope/payload/system.slice/docker-ID.scope",
        "w\\x2, /machine.slice/machine-w\\x2.scope",
        "w\u00fc, /machine.slice/machine-w\\xc3\\xbc.scope"})
    void systemdsMachinesAreKnownByTheirUnits(String machine, String path) {
        assertThat(roleOf(path.replace("ID", ID))).isEqualTo(new CgroupRole.OfMachine(machine));
    }

    @Test
    void whatStartsAMachineIsTheHosts() {
        assertThat(roleOf("/machine.slice/systemd-nspawn@web.service/supervisor")).isEqualTo(new CgroupRole.OfHost());
        assertThat(roleOf("/user.slice/machine.slice/machine-web.scope")).isNotInstanceOf(CgroupRole.OfMachine.class);
    }

    @Test
    void anIdThatNoEngineKeepsIsUnclear() {
        assertThat(roleOf("/custom/" + ID)).isEqualTo(new CgroupRole.Unclear());
        assertThat(roleOf("/system.slice/my.service/" + ID)).isEqualTo(new CgroupRole.OfUnit("my.service"));
    }

    private static CgroupRole roleOf(String path) {
        return CgroupPaths.roleOf(path, id -> Optional.empty());
    }

    @Test
    void ofNestedContainersTheOutermostCounts() {
        assertThat(roleOf("/docker/" + ID + "/docker/" + OTHER)).isEqualTo(new CgroupRole.OfContainer("docker", ID));
        assertThat(roleOf("/docker/" + ID + "/kubelet.slice/kubepods.slice/kubepods-" + POD + ".slice/cri-containerd-" + OTHER + ".scope"))
                .isEqualTo(new CgroupRole.OfContainer("docker", ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/", "/init.scope", "/system.slice", "/user.slice/user-0.slice/session-3.scope", "/user.slice/user-1000.slice/user@1000.service/app.slice/a.service",
        "/kubepods.slice", "/kubepods.slice/kubepods-burstable.slice", "/sys-kernel-debug.mount", "/machine.slice/libpod-conmon-ID.scope", "/system.slice/docker.socket"})
    void theHostsOwnAreNeverContainers(String path) {
        assertThat(roleOf(path.replace("ID", ID))).isEqualTo(new CgroupRole.OfHost());
    }

    @Test
    void servicesAreUnits() {
        assertThat(roleOf("/system.slice/nginx.service")).isEqualTo(new CgroupRole.OfUnit("nginx.service"));
        assertThat(roleOf("/system.slice/nginx.service/workers")).isEqualTo(new CgroupRole.OfUnit("nginx.service"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/winnow-demo/nginx", "/kubepods/besteffort", "/docker", "/docker/xyz", "/docker/0123", "/a/b.scope", "/docker/UPPER"})
    void anythingElseIsUnclear(String path) {
        assertThat(roleOf(path.replace("UPPER", ID.toUpperCase(java.util.Locale.ROOT)))).isEqualTo(new CgroupRole.Unclear());
    }

    @Test
    void aLongUntrustedPathIsDecidedQuickly() {
        String path = "/kubepods" + "/a".repeat(100_000);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(5),
                () -> assertThat(roleOf(path)).isEqualTo(new CgroupRole.Unclear()));
    }
}
