// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.store.WorkloadFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Stored form of {@link Joined}: the two numbers of parts and the length of the next (4 bytes each, big endian), the workload's document as a node would
 * keep it, and that of its runtimes' calls as a node would report it.
 */
final class JoinedSerde implements Serde<Joined> {

    private static final DocumentMapper DOCUMENTS = new DocumentMapper();

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
        return ByteBuffer.allocate(3 * Integer.BYTES + document.length + calls.length).putInt(joined.parts()).putInt(joined.decidedParts())
                .putInt(document.length).put(document).put(calls).array();
    }

    private static Joined read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int parts = buffer.getInt();
        int decidedParts = buffer.getInt();
        byte[] document = new byte[buffer.getInt()];
        buffer.get(document);
        byte[] calls = new byte[buffer.remaining()];
        buffer.get(calls);
        return new Joined(WorkloadFile.read(document), Shared.read(calls).runtimeCalls(), parts, decidedParts);
    }
}
