// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.RawCall;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.StraceLog;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An independent witness for engines: a low-level runtime that is runc, and that has strace attached to a created container before it says that the container is
 * created. Nothing is added to the container itself.
 */
final class EngineTraces {
    private static final String RUNTIME = "runc-witnessed.sh";

    private final Path directory;

    EngineTraces(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            Text.write(runtime(), Text.resource(EngineTraces.class, RUNTIME).replace("@TRACES@", directory.toString()));
            Files.setPosixFilePermissions(runtime(), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + runtime(), e);
        }
    }

    /** The runtime's executable file. */
    Path runtime() {
        return directory.resolve("runc");
    }

    /**
     * What a container did after its entrypoint's exec, once strace has nothing more to trace.
     *
     * @throws IllegalStateException if strace saw no such exec
     */
    SortedSet<StraceCall> of(String containerId) {
        long strace = Long.parseLong(Text.read(directory.resolve(containerId + ".pid")).strip());
        Waiting.until("end of strace on " + containerId, Waiting.LIMIT, () -> ProcessHandle.of(strace).isEmpty());
        return StraceLog.afterEntrypoint(Text.read(directory.resolve(containerId + ".log"))).stream()
                .map(RawCall::call)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
