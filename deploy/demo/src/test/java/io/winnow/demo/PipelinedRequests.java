// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * Sends one request over and over, many at a time, and counts the answers that are right: a server is kept busy with little work for the machine's other
 * programs. A server that reloads or ends may close a connection after any answer; what it did not answer is sent again.
 */
final class PipelinedRequests {
    private static final int AT_ONCE = 50;
    /** nginx closes a connection after 1,000 requests. */
    private static final int BATCHES = 19;
    private static final int MAX_FAILURES = 10;
    private static final int SILENCE_MILLIS = 30_000;

    private final byte[] requests;
    private final byte[] end;

    /**
     * @param request in the server's protocol, in ASCII
     * @param end of each answer that is right, and of no other
     */
    PipelinedRequests(String request, String end) {
        this.requests = request.repeat(AT_ONCE).getBytes(StandardCharsets.US_ASCII);
        this.end = end.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends so many or a few more over new connections, one after the other; returns how many were answered, which is at least so many.
     *
     * @param port of loopback
     * @throws IllegalStateException if connection after connection ends without an answer
     */
    long send(int port, long count) {
        long answered = 0;
        for (int failures = 0; answered < count && failures < MAX_FAILURES;) {
            long more = overOneConnection(port, count - answered);
            failures = more == 0 ? failures + 1 : 0;
            answered += more;
        }
        if (answered < count) {
            throw new IllegalStateException("port " + port + " answers no more: " + answered + " of " + count + " requests were answered");
        }
        return answered;
    }

    private long overOneConnection(int port, long wanted) {
        long answered = 0;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(SILENCE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            for (int batch = 0; open && batch < BATCHES && answered < wanted; batch++) {
                socket.getOutputStream().write(requests);
                int more = answers(in);
                answered += more;
                open = more == AT_ONCE;
            }
        } catch (SocketException e) {
            return answered; // closed while more was being sent
        } catch (IOException e) {
            throw new IllegalStateException("port " + port + " does not answer any more: " + e.getMessage(), e);
        }
        return answered;
    }

    /** Answers to the requests that were sent at once; fewer if the server closes the connection. */
    private int answers(InputStream in) throws IOException {
        int answers = 0;
        int matched = 0;
        while (answers < AT_ONCE) {
            int next;
            try {
                next = in.read();
            } catch (SocketException e) {
                return answers;
            }
            if (next < 0) {
                return answers;
            }
            matched = next == end[matched] ? matched + 1 : next == end[0] ? 1 : 0;
            if (matched == end.length) {
                answers++;
                matched = 0;
            }
        }
        return answers;
    }
}
