// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.host.HostProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Versions of the installed runtimes, as they print them. A binary is asked once, and again when it has changed. Takes some 10 ms. */
final class RuntimeVersions {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeVersions.class);
    private static final Pattern VERSION = Pattern.compile("^\\S+ version (\\S+)", Pattern.MULTILINE);

    private record Asked(FileTime modified, String version) {}

    private final List<Path> directories;
    private final Map<Path, Asked> asked = new HashMap<>();

    RuntimeVersions(List<Path> directories) {
        this.directories = directories;
    }

    /** Empty text if the runtime is not found, or does not say. */
    String of(String runtime) {
        return HostProgram.find(directories, runtime).flatMap(this::version).orElse("");
    }

    private Optional<String> version(Path binary) {
        try {
            FileTime modified = Files.getLastModifiedTime(binary);
            Asked before = asked.get(binary);
            if (before == null || !before.modified().equals(modified)) {
                before = new Asked(modified, ask(binary));
                asked.put(binary, before);
            }
            return Optional.of(before.version());
        } catch (IOException e) {
            return Optional.empty(); // removed meanwhile
        }
    }

    private static String ask(Path binary) {
        try {
            Matcher matcher = VERSION.matcher(HostProgram.run(binary, "--version"));
            return matcher.find() ? matcher.group(1) : "";
        } catch (IOException e) {
            LOG.warn("{} --version: {}", binary, e.getMessage());
            return "";
        }
    }
}
