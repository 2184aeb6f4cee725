// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http.client;

import io.winnow.analyzer.api.Problem;
import io.winnow.collector.record.TolerantJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Requests over the analyzer's unix socket, each on a connection of its own, which ends with the body. */
public final class SocketRequests implements Requests {

    private final Path socket;

    public SocketRequests(Path socket) {
        this.socket = socket;
    }

    @Override
    public String description() {
        return socket.toString();
    }

    @Override
    public InputStream ask(String method, String target) throws ApiException, IOException {
        SocketChannel channel = connect();
        try {
            return send(channel, method, target);
        } catch (IOException | ApiException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel connect() throws ApiException, IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            Path directory = socket.toAbsolutePath().getParent();
            if (Files.exists(directory) && !Files.isExecutable(directory) || Files.exists(socket) && !Files.isWritable(socket)) {
                throw new ApiException("the socket " + socket + " may not be opened by this user: run as root, or as the user of `winnow run`", e);
            }
            throw new ApiException("no service listens on " + socket + ": is `winnow run` running?", e);
        }
    }

    private InputStream send(SocketChannel channel, String method, String target) throws IOException, ApiException {
        String head = method + " " + target + " HTTP/1.1\r\nHost: winnow\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        ByteBuffer bytes = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        Response response = Response.read(new BufferedInputStream(Channels.newInputStream(channel)));
        if (response.status() != 200) {
            throw new ApiException(response.status(), TolerantJson.TOLERANT.readValue(response.body().readAllBytes(), Problem.class).detail());
        }
        return response.body();
    }
}
