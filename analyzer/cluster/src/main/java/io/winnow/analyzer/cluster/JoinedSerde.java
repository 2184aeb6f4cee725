// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.store.ReporterDocument;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Stored form of {@link Joined}: its version as a negative number and the two numbers of parts (4 bytes each, big endian); then, each after its length, the
 * workload's document as a node would keep it, that of its runtimes' calls as a node would report it, and that of who reported what. The first form had no
 * version, no third document, and no length of the second.
 */
final class JoinedSerde implements Serde<Joined> {

    private static final DocumentMapper DOCUMENTS = new DocumentMapper();
    private static final int SECOND = -2;
    private static final int NUMBERS = 6;

    @Override
    public Serializer<Joined> serializer() {
        return (topic, joined) -> joined == null ? null : write(joined);
    }

    @Override
    public Deserializer<Joined> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
    }

    private static byte[] write(Joined joined) {
        byte[] document = WorkloadFile.write(joined.workload()).getBytes(StandardCharsets.UTF_8);
        byte[] calls = DOCUMENTS.write(Shared.runtimeCalls("", Shared.HUB, joined.workload().id(), joined.runtimeCalls()));
        byte[] reporters = ReporterDocument.write(joined.reporters());
        return ByteBuffer.allocate(NUMBERS * Integer.BYTES + document.length + calls.length + reporters.length).putInt(SECOND).putInt(joined.parts())
                .putInt(joined.decidedParts()).putInt(document.length).put(document).putInt(calls.length).put(calls).putInt(reporters.length).put(reporters).array();
    }

    private static Joined read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int first = buffer.getInt();
        int parts = first == SECOND ? buffer.getInt() : first;
        int decidedParts = buffer.getInt();
        byte[] document = next(buffer, buffer.getInt());
        byte[] calls = next(buffer, first == SECOND ? buffer.getInt() : buffer.remaining());
        Reporters reporters = first == SECOND ? ReporterDocument.read(next(buffer, buffer.getInt())) : Reporters.NONE;
        return new Joined(WorkloadFile.read(document), Shared.read(calls).runtimeCalls(), reporters, parts, decidedParts);
    }

    private static byte[] next(ByteBuffer buffer, int length) {
        byte[] next = new byte[length];
        buffer.get(next);
        return next;
    }
}
