// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Versions of the installed runtimes, as they print them. A binary is asked once, and again when it has changed. Takes some 10 ms. */
final class RuntimeVersions {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeVersions.class);
    private static final Pattern VERSION = Pattern.compile("^\\S+ version (\\S+)", Pattern.MULTILINE);
    private static final int MOST_OUTPUT_BYTES = 4096;
    private static final int TIMEOUT_SECONDS = 5;

    private record Asked(FileTime modified, String version) {}

    private final List<Path> directories;
    private final Map<Path, Asked> asked = new HashMap<>();

    RuntimeVersions(List<Path> directories) {
        this.directories = directories;
    }

    /** Empty text where the runtime is not found, or does not say. */
    String of(String runtime) {
        return directories.stream()
                .map(directory -> directory.resolve(runtime))
                .filter(Files::isExecutable)
                .findFirst()
                .flatMap(this::version)
                .orElse("");
    }

    private Optional<String> version(Path binary) {
        try {
            FileTime modified = Files.getLastModifiedTime(binary);
            Asked before = asked.get(binary);
            if (before == null || !before.modified().equals(modified)) {
                before = new Asked(modified, askOrWarn(binary));
                asked.put(binary, before);
            }
            return Optional.of(before.version());
        } catch (IOException e) {
            return Optional.empty(); // removed meanwhile
        }
    }

    private static String askOrWarn(Path binary) {
        try {
            return ask(binary);
        } catch (IOException e) {
            LOG.warn("{} --version: {}", binary, e.getMessage());
            return "";
        }
    }

    private static String ask(Path binary) throws IOException {
        Process process = new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("no answer in " + TIMEOUT_SECONDS + " s");
            }
            Matcher matcher = VERSION.matcher(new String(out.readNBytes(MOST_OUTPUT_BYTES), StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1) : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
