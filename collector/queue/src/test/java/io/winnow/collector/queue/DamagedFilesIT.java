// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollFile;
import io.winnow.collector.queue.chronicle.RollFileCheck;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.MalformedRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queue files that were truncated or had bits flipped while no process held them. */
class DamagedFilesIT {

    /** More by {@code -Dwinnow.mutations=1000}. */
    private static final int MUTATIONS = Integer.getInteger("winnow.mutations", 400);
    private static final int DOCUMENTS = 1500;

    @TempDir
    Path directory;

    @Test
    void theWriterStartsWhateverTheFilesHold() throws Exception {
        Path original = directory.resolve("original");
        fill(original);
        Place read = readAll(original);
        Random random = new Random(9);
        long quarantined = 0;
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < MUTATIONS; i++) {
            Path queue = directory.resolve("mutated");
            copy(original, queue);
            String mutation = mutate(queue, random);
            long begin = System.nanoTime();
            try (EventsQueue writer = open(queue)) {
                Duration took = Duration.ofNanos(System.nanoTime() - begin);
                slowest = took.compareTo(slowest) > 0 ? took : slowest;
                quarantined += writer.losses().quarantinedFiles();
            }
            try (EventsQueue writer = open(queue)) {
                assertThat(writer.losses().quarantinedFiles()).as(mutation).isZero();
                long before = writer.sequence();
                assertThat(writer.append(DocumentType.SNAPSHOT, ByteBuffer.allocate(10))).as(mutation).isTrue();
                assertThat(lastOf(queue, mutation)).as(mutation).isEqualTo(before + 1).isGreaterThan(0);
                assertThat(readBehind(read, queue)).as(mutation).isEqualTo(before + 1);
            }
            delete(queue);
        }
        System.out.printf("%d mutations, %d files set aside, slowest start %d ms%n", MUTATIONS, quarantined, slowest.toMillis());
        assertThat(slowest).isLessThan(Duration.ofSeconds(10));
        assertThat(quarantined).as("of %s mutations", MUTATIONS).isBetween(MUTATIONS / 4L, (long) MUTATIONS);
    }

    /** Three files, the last of them with a full level of index. */
    private static void fill(Path directory) throws Exception {
        byte[] payload = new byte[300];
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory).withRoll(Roll.SECONDLY), () -> 0)) {
            for (int part = 0; part < 3; part++) {
                int files = part;
                org.awaitility.Awaitility.await().until(() -> {
                    queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload, 0, 100));
                    return new QueueDirectory(directory).rollFiles().size() > files;
                });
                for (int i = 0; i < DOCUMENTS / 3; i++) {
                    queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(payload, 0, i % payload.length + 1));
                }
            }
        }
        for (Path file : new QueueDirectory(directory).rollFiles()) {
            RollFile found = RollFileCheck.check(file, Roll.SECONDLY.cycle(), Long.MAX_VALUE);
            assertThat(found.damage()).isNull();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(Math.min(channel.size(), found.end() + 4096)); // what is behind is empty, and slow to copy
            }
        }
    }

    private static EventsQueue open(Path queue) {
        return EventsQueue.open(QueueConfig.of(queue).withRoll(Roll.SECONDLY), () -> 0);
    }

    /** Where a reader is. */
    private record Place(String queue, long index, long sequence) {}

    private static Place readAll(Path queue) {
        try (QueueReader reader = QueueReader.open(queue)) {
            while (reader.next()) {
                assertThat(reader.payload().hasRemaining()).isTrue();
            }
            return new Place(reader.id(), reader.index(), reader.header().sequence());
        }
    }

    /** Number of the last document that is new to a reader. */
    private static long readBehind(Place place, Path queue) {
        long last = -1;
        try (QueueReader reader = QueueReader.open(queue)) {
            reader.resumeAfter(place.queue(), place.index(), place.sequence());
            while (next(reader)) {
                last = reader.header().sequence();
            }
        }
        return last;
    }

    /** The next one whose bytes are those that were written. */
    private static boolean next(QueueReader reader) {
        while (true) {
            try {
                return reader.next();
            } catch (MalformedRecordException e) {
                continue;
            }
        }
    }

    private static String mutate(Path queue, Random random) throws IOException {
        List<Path> files = list(queue).stream().filter(file -> file.toFile().length() > 0).toList();
        Path file = files.get(random.nextInt(files.size()));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (random.nextInt(3) == 0) {
                long length = (long) (channel.size() * random.nextDouble());
                channel.truncate(length);
                return file.getFileName() + " cut to " + length;
            }
            StringBuilder mutation = new StringBuilder(file.getFileName() + " flipped");
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                long at = random.nextInt(3) == 0 ? random.nextInt((int) Math.min(400, channel.size())) : (long) (channel.size() * random.nextDouble());
                ByteBuffer one = ByteBuffer.allocate(1);
                channel.read(one, at);
                int bit = random.nextInt(8);
                one.put(0, (byte) (one.get(0) ^ 1 << bit));
                channel.write(one.rewind(), at);
                mutation.append(' ').append(at).append('.').append(bit);
            }
            return mutation.toString();
        }
    }

    private static long lastOf(Path queue, String mutation) {
        long last = 0;
        try (QueueReader reader = QueueReader.open(queue)) {
            while (next(reader)) {
                assertThat(reader.header().sequence()).as(mutation).isGreaterThan(last);
                last = reader.header().sequence();
            }
        }
        return last;
    }

    private static List<Path> list(Path queue) throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.filter(file -> !file.endsWith(DirectoryLock.FILE)).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : list(from)) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
    }

    private static void delete(Path queue) throws IOException {
        try (Stream<Path> tree = Files.walk(queue)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
