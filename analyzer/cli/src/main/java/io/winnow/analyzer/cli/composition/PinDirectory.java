// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which the tracer outlives its process. It must be on a bpffs; if its parent is the usual place for one and none is
 * mounted, one is. Without it everything works, but a crash of the collector costs what the kernel saw until the next start.
 */
public final class PinDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(PinDirectory.class);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final Path USUAL = Path.of("/sys/fs/bpf");

    private PinDirectory() {}

    /** The directory, made if it is missing; empty if there is none to be had, which is logged. */
    public static Optional<Path> prepare(Path directory) {
        if (directory.toString().isEmpty()) {
            return Optional.empty();
        }
        try {
            if (!onBpffs(directory) && directory.startsWith(USUAL)) {
                mount();
            }
            if (!onBpffs(directory)) {
                LOG.warn("{} is not on a bpffs: going on without pins; a crash of the collector costs what the kernel sees meanwhile", directory);
                return Optional.empty();
            }
            Files.createDirectories(directory);
            return Optional.of(directory);
        } catch (IOException e) {
            LOG.warn("{} cannot be used for pins ({}): going on without; a crash of the collector costs what the kernel sees meanwhile",
                    directory, e.toString());
            return Optional.empty();
        }
    }

    private static boolean onBpffs(Path directory) throws IOException {
        for (String line : Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(" ");
            if (fields.length > 2 && fields[2].equals("bpf") && directory.startsWith(fields[1])) {
                return true;
            }
        }
        return false;
    }

    private static void mount() throws IOException {
        Process mount = new ProcessBuilder(List.of("mount", "-t", "bpf", "bpf", USUAL.toString())).redirectErrorStream(true).start();
        try {
            String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0) {
                LOG.info("mounted a bpffs on {}", USUAL);
            } else {
                LOG.warn("mount -t bpf bpf {}: {}", USUAL, said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
