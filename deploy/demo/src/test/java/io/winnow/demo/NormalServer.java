// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.Application;
import io.winnow.testbed.Applications;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Servers under the traffic and the care that they get every day. */
enum NormalServer {
    NGINX(new PipelinedRequests("GET / HTTP/1.1\r\nHost: here\r\n\r\n", "<p>hello\n"), 25) {
        /** The log is renamed, and nginx opens a new one. */
        @Override
        void rotateLog(Container container, Application application) {
            Path log = application.rootfs().path().resolve("var/log/nginx/access.log");
            try {
                Files.move(log, log.resolveSibling("access.log.1"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot rotate " + log, e);
            }
            container.signal("USR1");
        }

        @Override
        void reload(Container container) {
            replaceWorkers(container, "HUP");
        }
    },
    REDIS(new PipelinedRequests("GET nothing\r\n", "$-1\r\n"), 35),
    MEMCACHED(new PipelinedRequests("get nothing\r\n", "END\r\n"), 25),
    HAPROXY(new PipelinedRequests("GET /hello HTTP/1.1\r\nHost: here\r\n\r\n", "hello\n"), 13) {
        /** With a master process, as it is run where its configuration changes. */
        @Override
        OciSpec spec(Application application) {
            return OciSpec.of("/usr/sbin/haproxy", "-W", "-db", "-f", "/etc/haproxy.cfg");
        }

        @Override
        void reload(Container container) {
            replaceWorkers(container, "USR2");
        }
    },
    PYTHON(new PipelinedRequests("GET / HTTP/1.1\r\nHost: here\r\n\r\n", "hello\n"), 2) {
        @Override
        Application application() {
            return python();
        }
    };

    private static final String INTERPRETER = "/usr/bin/python3";
    private static final String SERVER = """
            import http.server
            import signal
            import sys


            class Hello(http.server.BaseHTTPRequestHandler):
                protocol_version = "HTTP/1.1"

                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Length", "6")
                    self.end_headers()
                    self.wfile.write(b"hello\\n")

                def log_message(self, *arguments):
                    pass


            signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
            http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Hello).serve_forever()
            """;

    private final PipelinedRequests requests;
    private final int percent;

    /** @param percent its share of all requests */
    NormalServer(PipelinedRequests requests, int percent) {
        this.requests = requests;
        this.percent = percent;
    }

    int percent() {
        return percent;
    }

    PipelinedRequests requests() {
        return requests;
    }

    /** A new one, with a root file system and a port of its own. */
    Application application() {
        return Applications.all().get(name().toLowerCase(Locale.ROOT)).get();
    }

    OciSpec spec(Application application) {
        return application.spec();
    }

    /** As logrotate does, if the server writes a log of its own. */
    void rotateLog(Container container, Application application) {}

    /** Has it read its configuration again, if it can; at the end new processes serve. */
    void reload(Container container) {}

    /** A worker that has yet to see the reload closes connections between two requests: the next client waits for the new workers. */
    private static void replaceWorkers(Container container, String signal) {
        Set<Long> old = workers(container);
        container.signal(signal);
        Waiting.until("new workers of " + container.id(), Waiting.LIMIT, () -> {
            Set<Long> now = workers(container);
            return !now.isEmpty() && Collections.disjoint(now, old);
        });
    }

    private static Set<Long> workers(Container container) {
        return ProcessHandle.of(container.pid()).stream().flatMap(ProcessHandle::children).map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    private static Application python() {
        int port = Ports.free();
        Rootfs rootfs = Rootfs.create();
        try {
            Path interpreter = Path.of(INTERPRETER).toRealPath();
            rootfs.programs(interpreter.toString()).file("/app/server.py", SERVER);
            OciSpec spec = OciSpec.of(interpreter.toString(), "-I", "-S", "-B", "/app/server.py", Integer.toString(port))
                    .withHostDirectories(Path.of("/usr/lib").resolve(interpreter.getFileName()));
            Supplier<String> nothingElse = () -> "";
            return new Application("python", "web server in an interpreter", rootfs, spec, OptionalInt.of(port), "TERM", nothingElse);
        } catch (IOException | RuntimeException e) {
            rootfs.close();
            throw new IllegalStateException("no root file system for " + INTERPRETER + ": " + e.getMessage(), e);
        }
    }
}
