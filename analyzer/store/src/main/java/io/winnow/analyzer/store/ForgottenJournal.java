// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Workload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Which workloads were forgotten, when and by whom: one JSON document a line. Bounded: a full file is replaced by a new one, and one old file is kept. */
final class ForgottenJournal {

    private static final long MAX_BYTES = 1 << 20;

    private final Path file;

    ForgottenJournal(Path file) {
        this.file = file;
    }

    /** A forgotten workload. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Line(String time, String name, String revision, String state, int items, String by, String note) {}

    void append(Workload workload, Decision decision) throws IOException {
        Line line = new Line(
                TimeText.of(decision.time()), workload.id().name(), workload.id().revision(), workload.state().name().toLowerCase(Locale.ROOT),
                workload.baseline().items().size(), decision.by(), decision.note());
        String text = BaselineJson.MAPPER.writer().withoutFeatures(SerializationFeature.INDENT_OUTPUT).writeValueAsString(line);
        if (Files.exists(file) && Files.size(file) >= MAX_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
