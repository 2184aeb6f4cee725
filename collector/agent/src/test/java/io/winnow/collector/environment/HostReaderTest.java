// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.container.HostPaths;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostInfo.Listener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostReaderTest {

    /** Listening on all addresses at 2375 with inode 77, at 2377 with inode 78, and connected from 2375. */
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:0947 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1 0000000000000000 100 0 0 10 0
               1: 00000000:0949 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 78 1 0000000000000000 100 0 0 10 0
               2: 0100007F:0947 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 79 1 0000000000000000 100 0 0 10 0
            """;

    @TempDir
    private Path root;

    private void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    private void link(String path, String target) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    private void daemon(String... commandLine) throws IOException {
        for (String process : new String[] {"1", "50"}) {
            link("proc/" + process + "/ns/pid", "pid:[1]");
            link("proc/" + process + "/ns/mnt", "mnt:[1]");
        }
        file("proc/50/comm", "dockerd\n");
        file("proc/50/cmdline", String.join("\0", commandLine) + "\0");
        file("proc/50/net/tcp", TCP);
        link("proc/50/fd/3", "socket:[77]");
        link("proc/50/fd/4", "socket:[78]");
    }

    private HostInfo read() {
        return new HostReader(HostPaths.below(root), root.resolve("proc")).read();
    }

    private List<Listener> listeners() {
        assertThat(read().engines()).hasSize(1);
        return read().engines().get(0).listeners();
    }

    @Test
    void theSecurityModulesAreThoseThatTheKernelLists() throws IOException {
        assertThat(read().modulesKnown()).isFalse();
        file("sys/kernel/security/lsm", "lockdown,capability,apparmor");
        assertThat(read()).isEqualTo(new HostInfo(true, List.of("lockdown", "capability", "apparmor"), true, List.of()));
    }

    @Test
    void aDaemonThatListensOnAUnixSocketIsNotOnTheNetwork() throws IOException {
        daemon("dockerd", "-H", "unix:///run/docker.sock", "--host=unix:///run/more.sock");
        assertThat(listeners()).isEmpty();
        assertThat(read().enginesKnown()).isTrue();
    }

    @Test
    void itsFlagsSayWhereItListensAndTheKernelWhetherItDoes() throws IOException {
        daemon("dockerd", "-H=tcp://0.0.0.0:2375", "-Htcp://10.0.0.1:4000", "--host", "tcp://127.0.0.1");
        assertThat(listeners()).containsExactly(
                new Listener("0.0.0.0:2375", false, true), new Listener("10.0.0.1:4000", false, false), new Listener("127.0.0.1:2375", false, true));
    }

    @Test
    void soDoesItsFileWhichMayDemandCertificates() throws IOException {
        daemon("dockerd", "--config-file", "/etc/other.json");
        file("etc/other.json", "{\"hosts\": [\"tcp://0.0.0.0\"], \"tlsverify\": true, \"userns-remap\": \"default\"}");
        assertThat(listeners()).containsExactly(new Listener("0.0.0.0:2376", true, false));
        assertThat(read().engines().get(0).usersMapped()).isTrue();
    }

    /** The ports of a swarm are its own business. */
    @Test
    void socketsThatAServiceManagerOpenedAreFoundByTheKernelsTable() throws IOException {
        daemon("dockerd", "-H", "fd://");
        assertThat(listeners()).containsExactly(new Listener("*:2375", false, true));
    }

    @Test
    void aDaemonInAContainerIsNoneOfTheHosts() throws IOException {
        daemon("dockerd", "-H", "tcp://0.0.0.0:2375");
        Files.delete(root.resolve("proc/50/ns/pid"));
        link("proc/50/ns/pid", "pid:[2]");
        assertThat(read().engines()).isEmpty();
    }
}
