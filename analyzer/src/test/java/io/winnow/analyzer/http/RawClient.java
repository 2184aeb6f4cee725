// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sends whatever bytes a test likes. */
final class RawClient implements AutoCloseable {

    private final SocketChannel channel;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    static String exchange(Path socket, String request) throws IOException {
        try (RawClient client = new RawClient(socket)) {
            client.send(request);
            return client.readAll();
        }
    }

    void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** What comes first, at most so many bytes. */
    String read(int bytes) throws IOException {
        return new String(Channels.newInputStream(channel).readNBytes(bytes), StandardCharsets.UTF_8);
    }

    String readAll() throws IOException {
        InputStream in = Channels.newInputStream(channel);
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
