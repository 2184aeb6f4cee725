// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The few parts of Redis' protocol (RESP2) that {@link Redis#traffic} needs. */
final class RespClient implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;
    private int calls;

    RespClient(int port) {
        this.socket = Ports.connect(port);
        try {
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int calls() {
        return calls;
    }

    /** Sends one command and returns its answer as text; the parts of an array one to a line. */
    String call(String... command) {
        calls++;
        StringBuilder request = new StringBuilder("*" + command.length + "\r\n");
        for (String part : command) {
            request.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        try {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException("no answer: command=" + command[0], e);
        }
    }

    private String answer() throws IOException {
        char type = (char) in.readByte();
        String line = line();
        return switch (type) {
            case '+', ':' -> line;
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> array(Integer.parseInt(line));
            case '-' -> throw new IllegalStateException("error answer: " + line);
            default -> throw new IllegalStateException("unknown answer type: " + type);
        };
    }

    private String array(int size) throws IOException {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < size; i++) {
            parts.append(answer()).append('\n');
        }
        return parts.toString();
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length);
        line();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\r'; c = in.readUnsignedByte()) {
            line.append((char) c);
        }
        in.readByte();
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
