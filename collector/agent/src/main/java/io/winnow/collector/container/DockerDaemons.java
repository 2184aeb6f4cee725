// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.collector.isolation.HostNamespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The running dockerd processes of the host, and the state directories in which their runtimes keep containers: below the daemon's exec root, which is a flag or a setting
 * of {@code daemon.json}. Only a daemon of root in the host's own pid and mount namespaces counts: a process in a container could call itself dockerd.
 */
public final class DockerDaemons {

    private static final String NAME = "dockerd";
    private static final String CONFIG_FILE = "config-file";
    private static final String EXEC_ROOT = "exec-root";
    private static final String DEFAULT_EXEC_ROOT = "/var/run/docker";
    private static final String DEFAULT_CONFIG = "/etc/docker/daemon.json";
    private static final String NAMESPACE = "moby";

    private final HostPaths paths;
    private final Path proc;
    private final HostNamespaces namespaces;

    /**
     * A running dockerd and what it was given.
     *
     * @param process its directory in the process file system
     * @param arguments its command line
     * @param settings its {@code daemon.json}; a missing node if there is none
     */
    public record Daemon(Path process, List<String> arguments, JsonNode settings) {

        /** A setting that has one value: by a flag, {@code --name VALUE} or {@code --name=VALUE}, or by the file. */
        public Optional<String> value(String name) {
            return flags("--" + name).stream().findFirst().or(() -> Optional.of(settings.path(name).asText())).filter(text -> !text.isEmpty());
        }

        /** What it listens on: by flags, {@code -H}, {@code --host}, and by the file. */
        public List<String> hosts() {
            List<String> found = new ArrayList<>(flags("-H"));
            found.addAll(flags("--host"));
            found.addAll(OciConfig.texts(settings.path("hosts")));
            return found;
        }

        /** Whether a setting is on that is either on or off. A flag outweighs the file. */
        public boolean flag(String name) {
            if (arguments.contains("--" + name) || arguments.contains("--" + name + "=true")) {
                return true;
            }
            return !arguments.contains("--" + name + "=false") && settings.path(name).asBoolean(false);
        }

        private List<String> flags(String flag) {
            List<String> found = new ArrayList<>();
            for (int i = 1; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                if (argument.startsWith(flag + "=")) {
                    found.add(argument.substring(flag.length() + 1));
                } else if (argument.equals(flag) && i + 1 < arguments.size()) {
                    found.add(arguments.get(i + 1));
                } else if (flag.length() == 2 && argument.startsWith(flag)) {
                    found.add(argument.substring(flag.length())); // as -Htcp://…
                }
            }
            return found;
        }
    }

    /** @param complete whether the configuration of each of them could be read */
    public record Running(List<Daemon> daemons, boolean complete) {}

    /** @param proc the process file system */
    public DockerDaemons(HostPaths paths, Path proc) {
        this.paths = paths;
        this.proc = proc;
        this.namespaces = new HostNamespaces(proc);
    }

    /** Those that there are now, one for each runtime of each daemon. */
    List<Path> stateRoots() {
        List<Path> found = new ArrayList<>();
        for (Daemon daemon : running().daemons()) {
            below(execRoot(daemon), "runtime-*").forEach(runtime -> found.add(runtime.resolve(NAMESPACE)));
        }
        return found;
    }

    /** Those that there are now, with what they were given. */
    public Running running() {
        List<Daemon> found = new ArrayList<>();
        boolean complete = true;
        for (Path process : below(proc, "[0-9]*")) {
            if (isDaemonOfHost(process)) {
                Optional<Daemon> daemon = read(process);
                daemon.ifPresent(found::add);
                complete &= daemon.isPresent();
            }
        }
        return new Running(found, complete);
    }

    private boolean isDaemonOfHost(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip().equals(NAME)
                    && Trust.owner(process) <= 0
                    && namespaces.has(process, "pid")
                    && namespaces.has(process, "mnt");
        } catch (IOException gone) {
            return false;
        }
    }

    private Optional<Daemon> read(Path process) {
        try {
            List<String> arguments = List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8).split("\0"));
            Daemon flags = new Daemon(process, arguments, MissingNode.getInstance());
            String file = flags.value(CONFIG_FILE).orElse(DEFAULT_CONFIG);
            return Optional.of(new Daemon(process, arguments, JsonFile.read(paths.onHost(file)).orElse(MissingNode.getInstance())));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private Path execRoot(Daemon daemon) {
        return paths.onHost(daemon.value(EXEC_ROOT).orElse(DEFAULT_EXEC_ROOT));
    }

    private static List<Path> below(Path directory, String glob) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, glob)) {
            children.forEach(found::add);
        } catch (IOException notThere) {
            return List.of();
        }
        return found;
    }
}
