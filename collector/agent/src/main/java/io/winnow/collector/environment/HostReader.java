// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.environment;

import io.winnow.collector.container.DockerDaemons;
import io.winnow.collector.container.HostPaths;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostInfo.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Describes the host as it is now. Reads files of all processes: not for the loop's thread. */
public final class HostReader {

    /** Needs securityfs. */
    private static final String MODULES = "sys/kernel/security/lsm";

    private final Path modules;
    private final DockerDaemons daemons;

    /** @param proc the process file system */
    public HostReader(HostPaths paths, Path proc) {
        this.modules = paths.root().resolve(MODULES);
        this.daemons = new DockerDaemons(paths, proc);
    }

    public HostInfo read() {
        Optional<List<String>> active = modules();
        DockerDaemons.Running running = daemons.running();
        List<Engine> engines = running.daemons().stream().map(DockerListeners::of).distinct().toList();
        return new HostInfo(active.isPresent(), active.orElse(List.of()), running.complete(), engines);
    }

    private Optional<List<String>> modules() {
        try {
            return Optional.of(Arrays.stream(Files.readString(modules, StandardCharsets.US_ASCII).strip().split(",")).filter(name -> !name.isEmpty()).toList());
        } catch (IOException e) {
            return Optional.empty(); // securityfs is not mounted, or not for us
        }
    }
}
