// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class IsolationReaderTest {

    private static Isolation read(String json) {
        try {
            return IsolationReader.of(TolerantJson.TOLERANT.readTree(json));
        } catch (IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Test
    void aNamespaceThatIsNotListedIsTheHosts() {
        Isolation isolation = read("""
                {"linux": {"namespaces": [{"type": "pid"}, {"type": "network", "path": "/proc/7/ns/net"}, {"type": "mount"}, {"type": 3}]}}""");
        assertThat(isolation.sharing(Namespace.PID)).isEqualTo(Sharing.PRIVATE);
        assertThat(isolation.sharing(Namespace.NETWORK)).isEqualTo(Sharing.JOINED);
        assertThat(isolation.sharing(Namespace.CGROUP)).isEqualTo(Sharing.HOST);
        assertThat(isolation.namespaces()).hasSize(Namespace.values().length);
    }

    @Test
    void runcsOwnWordsForNamespacesAreKnown() throws IOException {
        String state = """
                [{"type": "NEWPID", "path": ""}, {"type": "NEWNET", "path": "/proc/7/ns/net"}, {"type": "NEWNS"}]""";
        assertThat(IsolationReader.namespaces(TolerantJson.TOLERANT.readTree(state))).containsEntry(Namespace.PID, Sharing.PRIVATE)
                .containsEntry(Namespace.NETWORK, Sharing.JOINED).containsEntry(Namespace.IPC, Sharing.HOST).hasSize(Namespace.values().length);
    }

    @Test
    void rootInAContainerThatAUserRunsIsThatUser() {
        Isolation root = read("{\"process\": {\"user\": {\"uid\": 0}}, \"linux\": {\"namespaces\": [{\"type\": \"pid\"}]}}");
        assertThat(root.hostUid()).as("as if root had started it").isZero();
        assertThat(root.ofUser(1000).hostUid()).isEqualTo(1000);
        assertThat(root.ofUser(1000).sharing(Namespace.USER)).isEqualTo(Sharing.PRIVATE);
        assertThat(root.ofUser(1000).sharing(Namespace.PID)).isEqualTo(Sharing.PRIVATE);
        assertThat(read("{\"process\": {\"user\": {\"uid\": 33}}}").ofUser(1000).hostUid()).as("one of the user's subordinate ids").isEqualTo(-1);
        assertThat(Isolation.UNKNOWN.ofUser(1000)).isEqualTo(Isolation.UNKNOWN);
    }

    @Test
    void theHostsUserIsTheOneThatTheContainersUserIsMappedTo() {
        String mapped = """
                {"process": {"user": {"uid": %d, "gid": 5, "additionalGids": [6, "x"]}}, "linux": {"namespaces": [{"type": "user"}], "uidMappings": [
                {"containerID": 0, "hostID": 100000, "size": 10}, {"containerID": 10, "hostID": 5000, "size": 1}]}}""";
        assertThat(read(mapped.formatted(0)).hostUid()).isEqualTo(100_000);
        assertThat(read(mapped.formatted(10)).hostUid()).isEqualTo(5000);
        assertThat(read(mapped.formatted(11)).hostUid()).isEqualTo(-1);
        assertThat(read(mapped.formatted(0)).gid()).isEqualTo(5);
        assertThat(read(mapped.formatted(0)).groups()).containsExactly(6L);
        assertThat(read("{\"process\": {\"user\": {\"uid\": 33}}}").hostUid()).isEqualTo(33);
    }

    @Test
    void mountsOfTheHostAreKeptAndThoseOfTheKernelAreNot() {
        Isolation isolation = read("""
                {"root": {"readonly": true}, "mounts": [
                {"destination": "/proc", "type": "proc", "source": "proc"},
                {"destination": "/data", "type": "bind", "source": "/srv/data", "options": ["rbind", "rshared"]},
                {"destination": "/etc", "source": "/etc", "options": ["bind", "ro"]}, {"destination": 7, "type": "bind"}]}""");
        assertThat(isolation.readOnlyRoot()).isTrue();
        assertThat(isolation.mounts()).containsExactly(new HostMount("/srv/data", "/data", false, true), new HostMount("/etc", "/etc", true, false));
    }

    @Test
    void theLastRuleForAllDevicesDecides() {
        String devices = "{\"linux\": {\"resources\": {\"devices\": [%s]}}}";
        String denied = "{\"allow\": false, \"access\": \"rwm\"}";
        String allowed = "{\"allow\": true, \"type\": \"a\", \"access\": \"rwm\"}";
        String some = "{\"allow\": true, \"type\": \"c\", \"access\": \"m\"}";
        assertThat(read(devices.formatted(denied + "," + some)).anyDevice()).isFalse();
        assertThat(read(devices.formatted(allowed + "," + denied)).anyDevice()).isFalse();
        assertThat(read(devices.formatted(denied + "," + allowed + "," + some)).anyDevice()).isTrue();
    }

    @Test
    void labelsPathsAndDevicesAreKeptAsTheyAre() {
        Isolation isolation = read("""
                {"process": {"apparmorProfile": "docker-default", "selinuxLabel": "system_u:system_r:container_t:s0:c1,c2",
                "capabilities": {"ambient": ["CAP_NET_RAW", "CAP_FROM_THE_FUTURE"]}},
                "linux": {"maskedPaths": ["/proc/kcore"], "readonlyPaths": ["/proc/sys"], "devices": [{"path": "/dev/fuse", "type": "c"}]}}""");
        assertThat(isolation.apparmorProfile()).isEqualTo("docker-default");
        assertThat(isolation.selinuxLabel()).endsWith(":c1,c2");
        assertThat(isolation.ambient()).containsExactly("CAP_NET_RAW");
        assertThat(isolation.maskedPaths()).containsExactly("/proc/kcore");
        assertThat(isolation.readOnlyPaths()).containsExactly("/proc/sys");
        assertThat(isolation.devices()).containsExactly("/dev/fuse");
        assertThat(isolation.known()).isTrue();
        assertThat(isolation.complete()).isTrue();
    }

    /** The user who starts a container chooses how many mounts it has, and how long their names are. */
    @Test
    void whatDoesNotFitIsLeftOutAndSaid() {
        ObjectNode config = TolerantJson.TOLERANT.createObjectNode();
        for (int i = 0; i < 10_000; i++) {
            config.withArray("mounts").addObject().put("type", "bind").put("source", "/\u0001".repeat(50)).put("destination", "/x" + i);
            config.withObject("/linux").withArray("devices").addObject().put("path", "/dev/" + i);
        }
        Isolation isolation = IsolationReader.of(config);
        assertThat(isolation.complete()).isFalse();
        assertThat(Payloads.encode(isolation).length).isLessThan(512 << 10);
    }
}
