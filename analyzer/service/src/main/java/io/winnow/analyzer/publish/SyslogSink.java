// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sends events to a syslog server over TCP: messages of RFC 5424 with the CloudEvent in structured mode as text, framed by their length (RFC 6587
 * §3.4.1). Syslog has no answers: an event counts as delivered when the kernel has taken it, and what a server that dies had not read is lost.
 */
public final class SyslogSink implements Sink {

    /** Facility log audit (13), severity warning (4). */
    private static final int PRIORITY = 13 * 8 + 4;
    private static final int MAX_HOST = 255;

    private final URI server;
    private final int timeoutMillis;
    private final CloudEvents events = new CloudEvents();
    private final ByteBuffer probe = ByteBuffer.allocate(256);
    private final List<Delivery> sent = new ArrayList<>();
    private SocketChannel channel;

    /**
     * @param server {@code tcp://HOST:PORT}
     * @param patience how long the server may take to accept a connection
     */
    public SyslogSink(URI server, Duration patience) {
        this.server = server;
        this.timeoutMillis = (int) patience.toMillis();
    }

    @Override
    public void open() throws SinkException {
        if (channel != null) {
            return;
        }
        try {
            channel = SocketChannel.open();
            channel.socket().connect(new InetSocketAddress(server.getHost(), server.getPort()), timeoutMillis);
        } catch (IOException | RuntimeException e) { // a name that does not resolve is the second
            close();
            throw failure(e);
        }
    }

    @Override
    public void send(PublishedEvent event, Delivery delivery) throws SinkException {
        try {
            requireOpen();
            ByteBuffer message = ByteBuffer.wrap(message(event));
            while (message.hasRemaining()) {
                channel.write(message);
            }
            sent.add(delivery);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private byte[] message(PublishedEvent event) {
        String source = event.source().getPath();
        String node = source.substring(source.lastIndexOf('/') + 1).replaceAll("[^!-~]", "?");
        String host = node.isEmpty() ? "-" : node.substring(0, Math.min(MAX_HOST, node.length()));
        String head = "<" + PRIORITY + ">1 " + event.time().truncatedTo(ChronoUnit.MICROS) + " " + host + " winnow - " + event.stream().name().toLowerCase(Locale.ROOT) + " - ";
        byte[] header = head.getBytes(StandardCharsets.UTF_8);
        byte[] body = events.structured(event);
        byte[] length = (header.length + body.length + " ").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(length.length + header.length + body.length).put(length).put(header).put(body).array();
    }

    /** The kernel takes one more message after the server has closed the connection; a server that says nothing can be read from for nothing. */
    private void requireOpen() throws IOException {
        channel.configureBlocking(false);
        try {
            if (channel.read(probe.clear()) < 0) {
                throw new IOException("the server has closed the connection");
            }
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public void flush() {
        sent.forEach(Delivery::confirmed);
        sent.clear();
    }

    @Override
    public void close(Duration patience) {
        sent.clear();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // what was confirmed was promised no more than the kernel's buffer
            } finally {
                channel = null;
            }
        }
    }

    @Override
    public String description() {
        return "syslog at " + server;
    }

    private SinkException failure(Exception e) {
        String reason = e instanceof IOException io ? IoReason.of(io) : e.toString();
        return new SinkException("cannot deliver to " + description() + " (" + reason + "): check publish.syslog.server, and that it listens", e);
    }
}
