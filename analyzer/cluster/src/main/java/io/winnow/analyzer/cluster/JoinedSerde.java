// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.analyzer.store.Shared;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Stored form of {@link Joined}: the number of parts (4 bytes, big endian), then the document that would be published if there was one part. */
final class JoinedSerde implements Serde<Joined> {

    private final String cluster;
    private final DocumentMapper documents = new DocumentMapper();

    JoinedSerde(String cluster) {
        this.cluster = cluster;
    }

    @Override
    public Serializer<Joined> serializer() {
        return (topic, joined) -> joined == null ? null : write(joined);
    }

    @Override
    public Deserializer<Joined> deserializer() {
        return (topic, bytes) -> bytes == null ? null : read(bytes);
    }

    private byte[] write(Joined joined) {
        byte[] document = documents.write(Shared.baseline(cluster, Shared.HUB, joined.workload(), 0, 1, joined.baseline(), Baseline.EMPTY));
        return ByteBuffer.allocate(Integer.BYTES + document.length).putInt(joined.parts()).put(document).array();
    }

    private static Joined read(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int parts = buffer.getInt();
        byte[] document = new byte[buffer.remaining()];
        buffer.get(document);
        Shared shared = Shared.read(document);
        return new Joined(shared.workload(), shared.baseline(), parts);
    }
}
