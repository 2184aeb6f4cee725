// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class TlsProbeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A server of one connection. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket socket;

        Server(ServerSocket socket) {
            this.socket = socket;
            Thread thread = new Thread(this::serve);
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            try (Socket client = socket.accept()) {
                client.getInputStream().read();
                client.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0});
            } catch (IOException e) {
                // a TLS server refuses what it reads, and the alert is out by then
            }
        }

        String address() {
            return "localhost:" + socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static Server plain() throws IOException {
        return new Server(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    private static Server tls() throws Exception {
        return new Server(SSLContext.getDefault().getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }

    @Test
    void aServerThatWantsTlsIsFoundAmongOthers() throws Exception {
        try (Server plain = plain(); Server tls = tls()) {
            assertThat(new TlsProbe(PATIENCE).find("localhost:1, nonsense," + plain.address() + "," + tls.address())).contains(tls.address());
        }
    }

    @Test
    void aServerThatSpeaksPlainTextIsNone() throws Exception {
        try (Server plain = plain()) {
            assertThat(new TlsProbe(PATIENCE).find(plain.address())).isEmpty();
        }
    }

    @Test
    void theErrorOfAClientInPlainTextSaysWhatToSet() throws Exception {
        try (Server tls = tls(); KafkaSink sink = new KafkaSink(settings(tls.address()))) {
            assertThatThrownBy(sink::open).isInstanceOf(SinkException.class)
                    .hasMessageContaining(tls.address() + " speaks TLS").hasMessageContaining("publish.kafka.security.tls");
        }
    }

    @Test
    void whoSpeaksTlsIsNotAsked() {
        assertThat(TlsProbe.concerns(Map.of())).isTrue();
        assertThat(TlsProbe.concerns(Map.of("security.protocol", "SASL_PLAINTEXT"))).isTrue();
        assertThat(TlsProbe.concerns(Map.of("security.protocol", "SASL_SSL"))).isFalse();
    }

    private static KafkaSettings settings(String servers) {
        Map<EventStream, String> topics = Arrays.stream(EventStream.values()).collect(Collectors.toMap(stream -> stream, Enum::name));
        return new KafkaSettings(servers, topics, PATIENCE, true, KafkaSecurity.NONE, Map.of());
    }
}
