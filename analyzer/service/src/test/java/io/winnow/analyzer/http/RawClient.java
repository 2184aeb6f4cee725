// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.io.BufferedReader;
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

    /** What comes up to the end of the connection or of a line that is this. */
    String readUntil(String line) throws IOException {
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        String next = "";
        while (next != null && !next.equals(line)) {
            next = lines.readLine();
            all.append(next).append('\n');
        }
        return all.toString();
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
