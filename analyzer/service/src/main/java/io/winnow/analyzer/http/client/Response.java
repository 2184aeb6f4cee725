// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP/1.1 response as our own server writes it (RFC 9112): with a Content-Length, chunked, or up to the end of the connection. A body
 * that ends too early is an error and not a short body.
 */
public record Response(int status, InputStream body) {

    private static final int LONGEST_LINE = 8192;
    private static final int MAX_HEADERS = 100;

    public static Response read(InputStream in) throws IOException {
        String[] statusLine = line(in).split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.") || !statusLine[1].matches("[0-9]{3}")) {
            throw new IOException("not an HTTP response: " + String.join(" ", statusLine));
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new IOException("malformed header: " + line);
            }
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return new Response(Integer.parseInt(statusLine[1]), body(in, headers));
    }

    private static InputStream body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return new Chunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in;
        }
        try {
            return new Chunks(in, Long.parseLong(length));
        } catch (NumberFormatException e) {
            throw new IOException("malformed content-length: " + length, e);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the answer ended early");
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("a line of the answer is too long");
            }
            line.append((char) b);
        }
        int end = line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    /** A body of one known length, or of chunks. */
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private final boolean chunked;
        private long left;
        private boolean first = true;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
            this.chunked = true;
        }

        Chunks(InputStream in, long length) {
            this.in = in;
            this.chunked = false;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0 && !nextChunk()) {
                return -1;
            }
            int read = in.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the answer ended early");
            }
            left -= read;
            return read;
        }

        private boolean nextChunk() throws IOException {
            if (!chunked || ended) {
                return false;
            }
            if (!first) {
                line(in); // the line end after a chunk
            }
            first = false;
            String size = line(in).split(";", 2)[0].strip();
            try {
                left = Long.parseLong(size, 16);
            } catch (NumberFormatException e) {
                throw new IOException("malformed chunk size: " + size, e);
            }
            ended = left == 0;
            return !ended;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
