// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** nginx from the host's own package: a master and one worker, listening on loopback. */
public final class Nginx {
    private static final int LARGE = 1 << 20;
    private static final int UPLOAD = 64 * 1024;

    private Nginx() {
    }

    /** A root file system with nginx that will listen on this port of loopback. */
    public static Rootfs rootfs(int port) {
        Rootfs rootfs = Rootfs.create();
        try {
            rootfs.programs("/usr/sbin/nginx")
                    .directory("/usr/share/nginx", "rwxr-xr-x")
                    .directory("/var/lib/nginx", "rwxr-xr-x")
                    .directory("/var/log/nginx", "rwxr-xr-x")
                    .file("/etc/nginx/nginx.conf", configuration(port))
                    .file("/var/www/html/index.html", "<!doctype html><title>winnow</title><p>hello\n")
                    .file("/var/www/html/large.bin", "x".repeat(LARGE));
            return rootfs;
        } catch (RuntimeException e) {
            rootfs.close();
            throw e;
        }
    }

    /** nginx in the foreground, as root with Docker's capabilities; the worker becomes www-data. */
    public static OciSpec spec() {
        return OciSpec.of("/usr/sbin/nginx", "-c", "/etc/nginx/nginx.conf", "-g", "daemon off;");
    }

    /**
     * Sends requests that take different ways through the server: a small file, a large one, a part of it, one not modified,
     * one missing, a head only, and uploads that are buffered on disk and proxied.
     *
     * @return the number of requests, all of them answered as they should be
     * @throws IllegalStateException if an answer is not what it should be
     */
    public static int traffic(int port) {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
        List<Exchange> exchanges = List.of(
                new Exchange(get(port, "/"), 200),
                new Exchange(get(port, "/large.bin"), 200),
                new Exchange(get(port, "/large.bin").header("Range", "bytes=1000-1999"), 206),
                new Exchange(get(port, "/").header("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"), 304),
                new Exchange(get(port, "/missing"), 404),
                new Exchange(get(port, "/").method("HEAD", HttpRequest.BodyPublishers.noBody()), 200),
                /* the body is sent after the head was read: nginx stores it with pwrite */
                new Exchange(get(port, "/upload").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[UPLOAD])).expectContinue(true), 200));
        for (Exchange exchange : exchanges) {
            exchange.perform(client);
        }
        uploadAtOnce(port);
        return exchanges.size() + 1;
    }

    /** Head and body in one write, so that the first read gets some of both: nginx stores them with pwritev. */
    private static void uploadAtOnce(int port) {
        String head = "POST /upload HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + UPLOAD + "\r\n\r\n";
        try (Socket socket = Ports.connect(port)) {
            socket.getOutputStream().write((head + "x".repeat(UPLOAD)).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IllegalStateException("unexpected answer to an upload at once: " + answer.lines().findFirst().orElse("(none)"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no answer to an upload at once", e);
        }
    }

    private static HttpRequest.Builder get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10));
    }

    private record Exchange(HttpRequest.Builder request, int status) {
        void perform(HttpClient client) {
            HttpRequest built = request.build();
            try {
                HttpResponse<byte[]> response = client.send(built, HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() != status) {
                    throw new IllegalStateException("unexpected answer: method=" + built.method() + " uri=" + built.uri()
                            + " status=" + response.statusCode() + " expected=" + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("no answer: method=" + built.method() + " uri=" + built.uri(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at " + built.uri(), e);
            }
        }
    }

    private static String configuration(int port) {
        return """
                user www-data;
                worker_processes 1;
                pid /run/nginx.pid;
                error_log stderr warn;
                events { worker_connections 64; }
                http {
                  access_log /var/log/nginx/access.log;
                  sendfile on;
                  server {
                    listen 127.0.0.1:%1$d;
                    root /var/www/html;
                    if_modified_since before;
                    location /upload { proxy_pass http://127.0.0.1:%1$d/sink; client_body_buffer_size 8k; }
                    location /sink { return 200 "ok"; }
                  }
                }
                """.formatted(port);
    }
}
