// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** podman of the host's packages under runc. Its containers lie on overlayfs and have no network but loopback. It has no daemon. */
public final class PodmanEngine extends Engine {
    private final EngineCgroups cgroups = new EngineCgroups("libpod_parent");

    private PodmanEngine(Users users) {
        super("podman", users);
    }

    /** Makes its directories. */
    public static PodmanEngine start(Users users) {
        PodmanEngine engine = new PodmanEngine(users);
        /* podman would raise limits beyond what root without CAP_SYS_RESOURCE may */
        Text.write(engine.directory().resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
                [engine]
                runtime = "runc"
                cgroup_manager = "cgroupfs"
                events_logger = "none"
                """);
        return engine;
    }

    @Override
    public String name() {
        return "podman";
    }

    /** Podman lets runc choose the directory of runc's state. */
    @Override
    public List<Path> runtimeStates() {
        return List.of();
    }

    @Override
    List<String> client(boolean witnessed) {
        List<String> command = new ArrayList<>(List.of("podman", "--root", directory().resolve("storage").toString(),
                "--runroot", directory().resolve("run").toString(), "--tmpdir", directory().resolve("tmp").toString(), "--storage-driver", "overlay",
                "--network-config-dir", directory().resolve("networks").toString()));
        if (witnessed) {
            command.addAll(List.of("--runtime", traces().runtime().toString()));
        }
        return command;
    }

    @Override
    List<String> createOptions(boolean witnessed) {
        List<String> options = new ArrayList<>(List.of("--network", "none"));
        if (users() == Users.MAPPED) {
            String map = "0:" + Users.FIRST + ":" + Users.COUNT;
            options.addAll(List.of("--uidmap", map, "--gidmap", map));
        }
        return options;
    }

    @Override
    Map<String, String> environment() {
        return Map.of("CONTAINERS_CONF", directory().resolve("containers.conf").toString());
    }

    @Override
    public List<String> labelled(String label) {
        return List.of("--annotation", label);
    }

    @Override
    void stop() {
        removeContainers();
        cgroups.remove();
    }
}
