// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

    @TempDir
    private Path directory;

    private Path file;
    private final List<Integer> confirmed = new ArrayList<>();

    @BeforeEach
    void name() {
        file = directory.resolve("new/violations.jsonl");
    }

    @Test
    void writesOneStructuredCloudEventALine() throws Exception {
        try (FileSink sink = sink(1 << 20, 2, FileSink.Sync.ALWAYS)) {
            send(sink, 1);
            send(sink, 2);
            sink.flush();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode event = new ObjectMapper().readTree(lines.get(1));
        assertThat(event.at("/specversion").asText()).isEqualTo("1.0");
        assertThat(event.at("/id").asText()).isEqualTo("id-2");
        assertThat(event.at("/type").asText()).isEqualTo("io.winnow.violation.v1");
        assertThat(event.at("/source").asText()).isEqualTo("/winnow/test/node");
        assertThat(event.at("/time").asText()).isEqualTo("2026-11-21T10:00:00.123456789Z");
        assertThat(event.at("/datacontenttype").asText()).isEqualTo("application/json");
        assertThat(event.at("/data/number").asInt()).isEqualTo(2);
    }

    @Test
    void confirmsOnlyWhatIsFlushed() throws Exception {
        try (FileSink sink = sink(1 << 20, 2, FileSink.Sync.ALWAYS)) {
            send(sink, 1);
            assertThat(confirmed).isEmpty();
            sink.flush();
            assertThat(confirmed).containsExactly(1);
        }
    }

    @Test
    void isBoundedByRotation() throws Exception {
        long most = 1000;
        try (FileSink sink = sink(most, 3, FileSink.Sync.NEVER)) {
            for (int i = 0; i < 100; i++) {
                send(sink, i);
            }
            sink.flush();
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("violations.jsonl", "violations.jsonl.1", "violations.jsonl.2");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(most);
        assertThat(confirmed).hasSize(100);
        List<String> kept = new ArrayList<>(Files.readAllLines(file.resolveSibling("violations.jsonl.2")));
        kept.addAll(Files.readAllLines(file.resolveSibling("violations.jsonl.1")));
        kept.addAll(Files.readAllLines(file));
        assertThat(kept.get(kept.size() - 1)).contains("\"id-99\"");
        assertThat(kept).doesNotHaveDuplicates();
    }

    @Test
    void keepsOneFileWhereOnlyOneIsAskedFor() throws Exception {
        try (FileSink sink = sink(300, 1, FileSink.Sync.NEVER)) {
            send(sink, 1);
            send(sink, 2);
            sink.flush();
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void takesOffALineThatACrashCut() throws Exception {
        try (FileSink sink = sink(1 << 20, 2, FileSink.Sync.ALWAYS)) {
            send(sink, 1);
            sink.flush();
        }
        Files.writeString(file, "{\"specversion\":\"1.0\",\"id\":\"cu" + "x".repeat(10_000), StandardOpenOption.APPEND);
        try (FileSink sink = sink(1 << 20, 2, FileSink.Sync.ALWAYS)) {
            send(sink, 2);
            sink.flush();
        }
        assertThat(Files.readAllLines(file)).satisfiesExactly(
                line -> assertThat(line).contains("\"id-1\""), line -> assertThat(line).contains("\"id-2\""));
    }

    @Test
    void isNotReadableForEverybody() throws Exception {
        try (FileSink sink = sink(1 << 20, 2, FileSink.Sync.ALWAYS)) {
            send(sink, 1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).endsWith("---");
    }

    @Test
    void saysWhichFileCannotBeWrittenAndWhy() throws IOException {
        Path occupied = Files.createFile(directory.resolve("occupied"));
        FileSink sink = new FileSink(occupied.resolve("violations.jsonl"), 1 << 20, 2, FileSink.Sync.ALWAYS, 0);
        assertThatThrownBy(sink::open).isInstanceOf(SinkException.class).hasMessageContaining(occupied.toString()).hasMessageContaining("another path");
    }

    @Test
    void leavesTheDisksReserveAndSaysSo() throws Exception {
        long free = Files.getFileStore(directory).getUsableSpace();
        try (FileSink sink = new FileSink(file, 1 << 20, 2, FileSink.Sync.NEVER, free + (1L << 40))) {
            sink.open();
            assertThatThrownBy(() -> send(sink, 1)).isInstanceOf(SinkException.class)
                    .hasMessageContaining(file.toString()).hasMessageContaining("collector.diskReserve").hasMessageContaining("free space");
            assertThat(file).isEmptyFile();
        }
    }

    private FileSink sink(long bytes, int files, FileSink.Sync sync) throws SinkException {
        FileSink sink = new FileSink(file, bytes, files, sync, 0);
        sink.open();
        return sink;
    }

    private void send(FileSink sink, int number) throws SinkException {
        sink.send(Samples.event("key", number), new Sink.Delivery() {
            @Override
            public void confirmed() {
                confirmed.add(number);
            }

            @Override
            public void failed(SinkException reason) {
                throw new AssertionError("number=" + number, reason);
            }

            @Override
            public void refused(String reason) {
                throw new AssertionError("number=" + number + " reason=" + reason);
            }
        });
    }
}
