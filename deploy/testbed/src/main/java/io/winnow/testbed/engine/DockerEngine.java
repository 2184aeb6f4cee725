// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Docker: dockerd of the host's packages with a containerd of its own. Its containers lie on overlayfs and have no network but loopback. */
public final class DockerEngine extends Engine {
    /* a newer one in the path may want its BuildKit client as an extension */
    private static final String PACKAGED_CLIENT = "/usr/bin/docker";
    private static final Duration BUILD_LIMIT = Duration.ofSeconds(60);
    private static final String WITNESSED = "witnessed";
    /* an account of every Debian, and nothing runs as it */
    private static final String MAPPED_ACCOUNT = "games";
    private static final String WITH_SUBORDINATE_IDS = """
            mount --bind "$0" /etc/subuid && mount --bind "$0" /etc/subgid && exec "$@"
            """;

    private final List<String> options;
    private final EngineCgroups cgroups = new EngineCgroups("docker");
    private Daemon daemon;

    private DockerEngine(Users users, List<String> options) {
        super("docker", users);
        this.options = options;
    }

    /**
     * Starts it.
     *
     * @param options further ones of dockerd
     * @throws IllegalStateException if it ends, or does not answer in time, with its log
     */
    public static DockerEngine start(Users users, String... options) {
        DockerEngine engine = new DockerEngine(users, List.of(options));
        try {
            engine.launch();
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private void launch() {
        Text.write(directory().resolve("daemon.json"), """
                {"iptables": false, "bridge": "none", "storage-driver": "overlay2",
                 "runtimes": {"%s": {"path": "%s"}}%s}
                """.formatted(WITNESSED, traces().runtime(), users() == Users.MAPPED ? ", \"userns-remap\": \"" + MAPPED_ACCOUNT + "\"" : ""));
        Text.write(directory().resolve("subordinate-ids"), MAPPED_ACCOUNT + ":" + Users.FIRST + ":" + Users.COUNT + "\n");
        List<String> command = new ArrayList<>();
        if (users() == Users.MAPPED) { // the host's own files stay as they are
            command.addAll(List.of("unshare", "--mount", "--propagation", "slave", "sh", "-c", WITH_SUBORDINATE_IDS,
                    directory().resolve("subordinate-ids").toString()));
        }
        command.addAll(List.of("dockerd", "--config-file", directory().resolve("daemon.json").toString(), "--data-root", directory().resolve("data").toString(),
                "--exec-root", directory().resolve("exec").toString(), "--pidfile", directory().resolve("dockerd.pid").toString(), "--host", address()));
        command.addAll(options);
        daemon = Daemon.start("dockerd", command, directory().resolve("dockerd.log"));
        daemon.await(() -> call("version").exit() == 0);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public List<Path> runtimeStates() {
        return List.of(directory().resolve("exec/runtime-runc/moby"), directory().resolve("exec/runtime-" + WITNESSED + "/moby"));
    }

    /** Has BuildKit, which is in the daemon and in the client of the host's packages, build an image without network. */
    public Shell.Result build(Path context, String tag) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("DOCKER_BUILDKIT", "1");
        return Shell.run(List.of(PACKAGED_CLIENT, "--host", address(), "build", "--network", "none", "--tag", tag, context.toString()), environment, BUILD_LIMIT);
    }

    @Override
    List<String> client(boolean witnessed) {
        return List.of("docker", "--host", address());
    }

    @Override
    List<String> createOptions(boolean witnessed) {
        List<String> options = new ArrayList<>(List.of("--network", "none"));
        if (witnessed) {
            options.addAll(List.of("--runtime", WITNESSED));
        }
        return options;
    }

    /** Without the configuration of the user who runs this. */
    @Override
    Map<String, String> environment() {
        return Map.of("DOCKER_CONFIG", directory().resolve("client").toString());
    }

    @Override
    public List<String> labelled(String label) {
        return List.of("--label", label);
    }

    @Override
    void stop() {
        if (daemon == null) {
            return;
        }
        if (daemon.isAlive()) {
            removeContainers();
        }
        daemon.end();
        cgroups.remove();
    }

    private String address() {
        return "unix://" + directory().resolve("docker.sock");
    }
}
