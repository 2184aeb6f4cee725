// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.isolation;

import io.winnow.collector.document.Isolation.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says which namespaces are the host's: those of its first process. A container of a pod joins those of the pod's pause container, by a path that names a
 * process, and these are the host's if the pod was given the host's network, processes or shared memory.
 */
public final class HostNamespaces {

    private static final Pattern OF_PROCESS = Pattern.compile("/proc/([0-9]{1,10})/ns/[a-z]+");
    /** As the process file system calls them. That of users is left out: with it goes what the container's users are on the host. */
    private static final Map<Namespace, String> FILES = new EnumMap<>(Map.of(
            Namespace.PID, "pid", Namespace.NETWORK, "net", Namespace.IPC, "ipc", Namespace.UTS, "uts", Namespace.CGROUP, "cgroup"));

    private final Path proc;

    /** @param proc the process file system */
    public HostNamespaces(Path proc) {
        this.proc = proc;
    }

    /** Those of the host's among the ones that a container joins. @param joined their paths */
    public Set<Namespace> among(Map<Namespace, String> joined) {
        Set<Namespace> found = EnumSet.noneOf(Namespace.class);
        joined.forEach((namespace, path) -> process(path).filter(process -> FILES.containsKey(namespace))
                .filter(process -> has(process, FILES.get(namespace))).ifPresent(process -> found.add(namespace)));
        return found;
    }

    private Optional<Path> process(String path) {
        Matcher matcher = OF_PROCESS.matcher(path);
        return matcher.matches() ? Optional.of(proc.resolve(matcher.group(1))) : Optional.empty();
    }

    /** Whether a process is in this one of the host; false if it is gone. @param process its directory */
    public boolean has(Path process, String namespace) {
        Path link = Path.of("ns", namespace);
        try {
            return Files.readSymbolicLink(process.resolve(link)).equals(ofHost(link));
        } catch (IOException gone) {
            return false;
        }
    }

    /** Of the first process; its namespaces may be hidden even from root, and then our own are taken for the host's. */
    private Path ofHost(Path link) throws IOException {
        try {
            return Files.readSymbolicLink(proc.resolve("1").resolve(link));
        } catch (IOException hidden) {
            return Files.readSymbolicLink(proc.resolve("self").resolve(link));
        }
    }
}
