// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

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
final class DockerDaemons {

    private static final String NAME = "dockerd";
    private static final String EXEC_ROOT = "exec-root";
    private static final String DEFAULT_EXEC_ROOT = "/var/run/docker";
    private static final String DEFAULT_CONFIG = "/etc/docker/daemon.json";
    private static final String NAMESPACE = "moby";

    private final HostPaths paths;
    private final Path proc;

    /** @param proc the process file system */
    DockerDaemons(HostPaths paths, Path proc) {
        this.paths = paths;
        this.proc = proc;
    }

    /** Those that there are now, one for each runtime of each daemon. */
    List<Path> stateRoots() {
        List<Path> found = new ArrayList<>();
        for (Path process : below(proc, "[0-9]*")) {
            if (isDaemonOfHost(process)) {
                execRoot(process).ifPresent(root -> below(root, "runtime-*").forEach(runtime -> found.add(runtime.resolve(NAMESPACE))));
            }
        }
        return found;
    }

    private boolean isDaemonOfHost(Path process) {
        try {
            return Files.readString(process.resolve("comm"), StandardCharsets.ISO_8859_1).strip().equals(NAME)
                    && Trust.owner(process) <= 0
                    && sharesWithInit(process, "pid")
                    && sharesWithInit(process, "mnt");
        } catch (IOException gone) {
            return false;
        }
    }

    private boolean sharesWithInit(Path process, String namespace) throws IOException {
        Path link = Path.of("ns", namespace);
        return Files.readSymbolicLink(process.resolve(link)).equals(ofHost(link));
    }

    /** Of the first process; its namespaces may be hidden even from root, and then our own are taken for the host's. */
    private Path ofHost(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(proc.resolve("1").resolve(link));
        } catch (IOException hidden) {
            return Files.readSymbolicLink(proc.resolve("self").resolve(link));
        }
    }

    private Optional<Path> execRoot(Path process) {
        try {
            List<String> arguments = List.of(Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8).split("\0"));
            String file = flag(arguments, "config-file").orElse(DEFAULT_CONFIG);
            String root = flag(arguments, EXEC_ROOT)
                    .or(() -> JsonFile.read(paths.onHost(file)).map(settings -> settings.path(EXEC_ROOT).asText()).filter(text -> !text.isEmpty()))
                    .orElse(DEFAULT_EXEC_ROOT);
            return Optional.of(paths.onHost(root));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Given as {@code --name VALUE} or {@code --name=VALUE}. */
    private static Optional<String> flag(List<String> arguments, String name) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--" + name + "=")) {
                return Optional.of(argument.substring(name.length() + 3));
            }
            if (argument.equals("--" + name) && i + 1 < arguments.size()) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
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
