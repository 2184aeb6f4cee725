// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Sends whatever bytes a test likes. What comes back of a whole exchange is held to {@link ApiContract}. */
final class RawClient implements AutoCloseable {

    private final Closeable connection;
    private final InputStream in;
    private final OutputStream out;

    RawClient(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        connection = channel;
        in = Channels.newInputStream(channel);
        out = Channels.newOutputStream(channel);
    }

    RawClient(InetSocketAddress address) throws IOException {
        this(new Socket(address.getAddress(), address.getPort()));
    }

    RawClient(Socket socket) throws IOException {
        connection = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    static String exchange(Path socket, String request) throws IOException {
        try (RawClient client = new RawClient(socket)) {
            return client.exchange(request);
        }
    }

    static String exchange(InetSocketAddress address, String request) throws IOException {
        try (RawClient client = new RawClient(address)) {
            return client.exchange(request);
        }
    }

    String exchange(String request) throws IOException {
        send(request);
        String response = readAll();
        ApiContract.check(request, response);
        return response;
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** What comes first, at most so many bytes. */
    String read(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
    }

    /** What comes up to the end of the connection or of a line that is this. */
    String readUntil(String line) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        String next = "";
        while (next != null && !next.equals(line)) {
            next = lines.readLine();
            all.append(next).append('\n');
        }
        return all.toString();
    }

    String readAll() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
