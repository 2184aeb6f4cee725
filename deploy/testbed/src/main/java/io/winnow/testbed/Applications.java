// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.tools.ToolProvider;

/** Programs of several kinds: servers, interpreters, a JVM, a static Go binary, a shell with its tools. */
public final class Applications {
    private static final String[] SHELL_TOOLS = {
        "/bin/sh", "/bin/cat", "/bin/ls", "/bin/mkdir", "/bin/mv", "/bin/rm", "/bin/ln", "/bin/readlink", "/bin/date", "/bin/sed", "/bin/grep",
        "/usr/bin/sort", "/usr/bin/head", "/usr/bin/wc", "/usr/bin/tr", "/usr/bin/cut"
    };

    private Applications() {
    }

    /** All of them, by name. */
    public static Map<String, Supplier<Application>> all() {
        Map<String, Supplier<Application>> all = new TreeMap<>();
        all.put("nginx", Applications::nginx);
        all.put("redis", Applications::redis);
        all.put("memcached", Applications::memcached);
        all.put("haproxy", Applications::haproxy);
        all.put("python", Applications::python);
        all.put("perl", Applications::perl);
        all.put("java", Applications::java);
        all.put("gosu", Applications::gosu);
        all.put("shell", Applications::shell);
        return all;
    }

    private static Application nginx() {
        int port = Ports.free();
        return Application.server("nginx", "web server", Nginx.rootfs(port), Nginx.spec().withTmpfs("/var/lib/nginx", "mode=755"), port, "QUIT",
                () -> Nginx.traffic(port) + " answers");
    }

    private static Application redis() {
        int port = Ports.free();
        return Application.server("redis", "database", Redis.rootfs(), Redis.spec(port), port, "TERM",
                () -> Redis.traffic(port) > 0 ? "answers" : "none");
    }

    private static Application memcached() {
        int port = Ports.free();
        OciSpec spec = OciSpec.of("/usr/bin/memcached", "-u", "www-data", "-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-t", "1", "-m", "16");
        return Application.server("memcached", "cache with threads", with(Rootfs.create(), rootfs -> rootfs.programs("/usr/bin/memcached")), spec, port, "TERM",
                () -> lines(port, "set a 0 0 5", "hello", "get a", "incr a 1", "set n 0 0 1", "1", "incr n 41", "delete a", "get a", "version", "quit"));
    }

    private static Application haproxy() {
        int port = Ports.free();
        Rootfs rootfs = with(Rootfs.create(), empty -> empty
                .programs("/usr/sbin/haproxy")
                .directory("/var/empty", "r-xr-xr-x")
                .file("/etc/haproxy.cfg", Text.resource("haproxy.cfg").formatted(port)));
        return Application.server("haproxy", "proxy that changes root and user", rootfs, OciSpec.of("/usr/sbin/haproxy", "-db", "-f", "/etc/haproxy.cfg"),
                port, "USR1", () -> lines(port, "GET /hello HTTP/1.0", "") + lines(port, "GET /missing HTTP/1.0", ""));
    }

    private static Application python() {
        Path interpreter = real(Path.of("/usr/bin/python3"));
        Rootfs rootfs = with(Rootfs.create(), empty -> empty
                .programs(interpreter.toString(), "/bin/sh", "/bin/cat")
                .file("/app/work.py", Text.resource("work.py")));
        OciSpec spec = OciSpec.of(interpreter.toString(), "-I", "-S", "-B", "/app/work.py")
                .withTmpfs("/tmp")
                .withHostDirectories(Path.of("/usr/lib").resolve(interpreter.getFileName()));
        return Application.batch("python", "interpreter with threads, sockets, processes", rootfs, spec);
    }

    private static Application perl() {
        Rootfs rootfs = with(Rootfs.create(), empty -> empty.programs("/usr/bin/perl").file("/app/work.pl", Text.resource("work.pl")));
        return Application.batch("perl", "interpreter, forking", rootfs, OciSpec.of("/usr/bin/perl", "/app/work.pl").withTmpfs("/tmp"));
    }

    /** With the JDK that runs this, whose configuration may lie outside of it. */
    private static Application java() {
        Path home = real(Path.of(System.getProperty("java.home")));
        Path configuration = real(home.resolve("conf/security/java.security")).getParent().getParent();
        Rootfs rootfs = with(Rootfs.create(), empty -> {
            empty.programs(home.resolve("bin/java").toString(), home.resolve("lib/server/libjvm.so").toString());
            compile("Answering", empty);
        });
        OciSpec spec = OciSpec.of(home.resolve("bin/java").toString(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", "/app", "Answering")
                .withTmpfs("/tmp")
                .withHostDirectories(home);
        return Application.batch("java", "JVM with threads and sockets", rootfs, configuration.startsWith(home) ? spec : spec.withHostDirectories(configuration));
    }

    private static Application gosu() {
        Rootfs rootfs = with(Rootfs.create(), empty -> empty.programs("/usr/sbin/gosu", "/usr/bin/id"));
        return Application.batch("gosu", "static Go binary that changes user", rootfs, OciSpec.of("/usr/sbin/gosu", "www-data:www-data", "/usr/bin/id"));
    }

    private static Application shell() {
        Rootfs rootfs = with(Rootfs.create(), empty -> empty.programs(SHELL_TOOLS).file("/app/work.sh", Text.resource("work.sh")));
        return Application.batch("shell", "shell script and its tools", rootfs, OciSpec.of("/bin/sh", "/app/work.sh").withTmpfs("/tmp"));
    }

    private static void compile(String name, Rootfs rootfs) {
        rootfs.file("/app/" + name + ".java", Text.resource(name + ".java.txt"));
        Path source = rootfs.path().resolve("app").resolve(name + ".java");
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", source.toString()) != 0) {
            throw new IllegalStateException("not compiled: " + source);
        }
    }

    /** Says these lines, and returns all that comes back until the other side closes. */
    private static String lines(int port, String... said) {
        try (Socket socket = Ports.connect(port)) {
            socket.getOutputStream().write((String.join("\r\n", said) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> answer = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                answer.add(line);
            }
            if (answer.isEmpty()) {
                throw new IllegalStateException("no answer from port " + port);
            }
            return String.join("\n", answer) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("no answer from port " + port, e);
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("the host has no " + path + ": run deploy/install-dependencies", e);
        }
    }

    private static Rootfs with(Rootfs rootfs, Consumer<Rootfs> content) {
        try {
            content.accept(rootfs);
            return rootfs;
        } catch (RuntimeException e) {
            rootfs.close();
            throw e;
        }
    }
}
