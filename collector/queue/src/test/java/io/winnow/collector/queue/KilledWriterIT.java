// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.queue.chronicle.Roll;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A writer that is killed again and again in the middle of its work, and comes back under the same process id, 1. Needs root. */
class KilledWriterIT {

    /** With files of each kind. {@code -Dwinnow.kills=200} asks for more. */
    private static final int KILLS = Integer.getInteger("winnow.kills", 24) / 2;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"SECONDLY", "FIVE_MINUTELY"})
    void nothingCommittedIsLostAndEveryRestartIsQuick(Roll roll) throws Exception {
        Path queue = directory.resolve("events");
        Path note = directory.resolve("note");
        Random random = new Random(6);
        List<Duration> restarts = new ArrayList<>();
        long committed = 0;
        try (LiveReader reader = new LiveReader(queue)) {
            for (int kill = 0; kill < KILLS; kill++) {
                long begin = System.nanoTime();
                Process writer = writer(queue, note, kill, roll);
                try {
                    assertThat(writer.inputReader().readLine()).isEqualTo("ready");
                    restarts.add(Duration.ofNanos(System.nanoTime() - begin));
                    reader.readFor(Duration.ofMillis(random.nextInt(120)));
                    assertThat(writer.isAlive()).isTrue();
                    assertThatThrownBy(() -> EventsQueue.open(QueueConfig.of(queue).withRoll(roll), () -> 0))
                            .isInstanceOf(QueueException.class)
                            .hasMessageContaining(queue + " is in use by process 1:");
                } finally {
                    kill(writer);
                }
                byte[] noted = Files.readAllBytes(note);
                if (noted.length == Long.BYTES) { // not killed before its very first
                    committed = Math.max(committed, ByteBuffer.wrap(noted).getLong());
                }
            }
            System.out.printf("%d kills with %s files, %d documents, slowest restart %d ms%n", KILLS, roll, committed, Collections.max(restarts).toMillis());
            assertThat(restarts).allSatisfy(restart -> assertThat(restart).isLessThan(Duration.ofSeconds(10)));
            try (EventsQueue last = EventsQueue.open(QueueConfig.of(queue).withRoll(roll), () -> 0)) {
                assertThat(last.sequence()).isGreaterThanOrEqualTo(committed);
                assertThat(last.losses().quarantinedFiles()).isZero();
            }
            reader.readFor(Duration.ofSeconds(1));
            assertThat(reader.sequence()).as("a reader that was there all the time").isGreaterThanOrEqualTo(committed);
        }
        assertThat(Files.exists(queue.resolve(QueueDirectory.QUARANTINE))).isFalse();
        try (LiveReader fresh = new LiveReader(queue)) {
            fresh.readFor(Duration.ofSeconds(1));
            assertThat(fresh.sequence()).as("a reader that comes later").isGreaterThanOrEqualTo(committed);
        }
    }

    /** Kills the JVM itself; what started it ends with it, and not before. */
    private static void kill(Process writer) throws InterruptedException {
        writer.children().forEach(ProcessHandle::destroyForcibly);
        writer.waitFor();
    }

    private static Process writer(Path queue, Path note, int seed, Roll roll) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "--"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .toList());
        command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), EndlessWriter.class.getName(),
                queue.toString(), note.toString(), Integer.toString(seed), roll.name()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(errors(queue).toFile())).start();
    }

    private static Path errors(Path queue) {
        return queue.resolveSibling("errors");
    }

    /** Reads along and checks that every document is whole and follows the one before. */
    private static final class LiveReader implements AutoCloseable {

        private final Path directory;
        private QueueReader reader;
        private long sequence;

        LiveReader(Path directory) {
            this.directory = directory;
        }

        void readFor(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                if (reader == null && QueueReader.exists(directory)) {
                    reader = QueueReader.open(directory);
                }
                while (reader != null && reader.next()) {
                    check();
                }
                Thread.onSpinWait();
            }
        }

        private void check() {
            assertThat(reader.header().sequence()).as(this::whatWritersSaid).isEqualTo(sequence + 1);
            sequence++;
            byte[] payload = new byte[reader.header().payloadLength()];
            reader.payload().get(payload);
            if (!Arrays.equals(payload, EndlessWriter.payload(sequence, payload.length))) {
                throw new AssertionError("torn document: sequence=" + sequence + " bytes="
                        + new String(payload, 0, Math.min(40, payload.length), StandardCharsets.ISO_8859_1));
            }
        }

        private String whatWritersSaid() {
            try {
                return Files.readString(errors(directory));
            } catch (IOException e) {
                return e.toString();
            }
        }

        long sequence() {
            return sequence;
        }

        @Override
        public void close() {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
