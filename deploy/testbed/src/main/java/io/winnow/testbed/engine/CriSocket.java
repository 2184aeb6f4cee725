// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Asks a CRI runtime over its socket as the kubelet does. That is gRPC: an HTTP/2 request whose body is a message behind a byte (0: not compressed) and its
 * length in four bytes; the status comes behind the answer's body. curl speaks HTTP/2 over unix sockets.
 */
final class CriSocket {
    static final String RUNTIME = "RuntimeService";
    static final String IMAGES = "ImageService";

    private static final int FRAME = 5;

    private final Path socket;

    CriSocket(Path socket) {
        this.socket = socket;
    }

    /** Whether the runtime answers by now, with a value of this field. */
    boolean answersWith(int field, String service, String method, CriMessage request) {
        try {
            return call(service, method, request).has(field);
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /** @throws IllegalStateException if the runtime does not do it, with what it says */
    CriAnswer call(String service, String method, CriMessage request) {
        Path directory = Directories.temporary("cri");
        try {
            byte[] message = request.bytes();
            Path body = directory.resolve("body");
            Path headers = directory.resolve("headers");
            Path answer = directory.resolve("answer");
            Files.write(body, ByteBuffer.allocate(FRAME + message.length).put((byte) 0).putInt(message.length).put(message).array());
            Shell.Result result = Shell.run("curl", "--silent", "--show-error", "--http2-prior-knowledge", "--unix-socket", socket.toString(),
                    "--header", "content-type: application/grpc", "--header", "te: trailers", "--data-binary", "@" + body, "--dump-header", headers.toString(),
                    "--output", answer.toString(), "http://localhost/runtime.v1." + service + "/" + method);
            String said = Files.exists(headers) ? Text.read(headers) : "";
            if (result.exit() != 0 || said.lines().noneMatch("grpc-status: 0"::equals)) {
                throw new IllegalStateException(method + " failed: exit=" + result.exit() + " stderr=" + result.err().strip() + " headers=" + said.strip());
            }
            ByteBuffer frame = ByteBuffer.wrap(Files.readAllBytes(answer));
            return new CriAnswer(frame.position(FRAME));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot call " + method, e);
        } finally {
            Directories.delete(directory);
        }
    }
}
