// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Interpreters, and a virtual machine, that serve pages, some of which do what a server does seldom. */
final class RareScripts {
    private static final String SHELL = "/bin/sh";
    private static final String CAT = "/bin/cat";
    private static final String LIMITED = "size=128k";
    private static final String[] SHELL_TOOLS = {"/usr/bin/busybox", SHELL, CAT, "/bin/mv", "/bin/ln", "/bin/rm", "/bin/dd", "/bin/date", "/bin/sleep", "/bin/uname"};

    private RareScripts() {
    }

    static Map<String, Supplier<RareProgram>> all() {
        return Map.of("java", RareScripts::java, "node", RareScripts::node, "perl", RareScripts::perl, "python", RareScripts::python, "ruby", RareScripts::ruby,
                "shell", RareScripts::shell);
    }

    private static RareProgram python() {
        Path interpreter = real("/usr/bin/python3");
        return interpreted("python", interpreter, List.of("-I", "-S", "-B", "-X", "faulthandler"), "serving.py", Path.of("/usr/lib").resolve(interpreter.getFileName()));
    }

    private static RareProgram node() {
        return interpreted("node", real("/usr/bin/node"), List.of(), "serving.js", Path.of("/usr/share/nodejs"));
    }

    private static RareProgram perl() {
        return interpreted("perl", Path.of("/usr/bin/perl"), List.of(), "serving.pl", Path.of("/usr/lib/x86_64-linux-gnu/perl-base"));
    }

    private static RareProgram ruby() {
        return interpreted("ruby", real("/usr/bin/ruby"), List.of("--disable-gems"), "serving.rb", Path.of("/usr/lib/ruby"), Path.of("/usr/lib/x86_64-linux-gnu/ruby"));
    }

    /** @param libraries the directories of its modules, if it has any */
    private static RareProgram interpreted(String name, Path interpreter, List<String> options, String script, Path... libraries) {
        int port = Ports.free();
        Rootfs rootfs = Rootfs.create().programs(interpreter.toString(), SHELL, CAT).file("/app/" + script, Text.resource(RareScripts.class, script));
        List<String> command = new ArrayList<>(List.of(interpreter.toString()));
        command.addAll(options);
        command.addAll(List.of("/app/" + script, Integer.toString(port)));
        OciSpec spec = OciSpec.of(command.toArray(String[]::new)).withTmpfs("/tmp", LIMITED);
        for (Path library : libraries) {
            spec = Files.isDirectory(library) ? spec.withHostDirectories(library) : spec;
        }
        List<RarePath> first = pages();
        first.add(new RarePath("reload", run -> {
            run.signal("HUP");
            run.expectPage("/reloads", "reloads 1");
        }));
        first.addAll(connections());
        first.add(new RarePath("graceful stop", run -> RarePrograms.stop(run, "TERM")));
        List<RarePath> second = List.of(new RarePath("abort with backtrace", run -> {
            run.get("/abort");
            run.awaitEnd();
        }));
        return new RareProgram(name, rootfs, spec, port, run -> run.expectPage("/", RarePrograms.HELLO), List.of(first, second));
    }

    /** With the JDK that runs this, whose configuration may lie outside of it. */
    private static RareProgram java() {
        int port = Ports.free();
        Path home = real(System.getProperty("java.home"));
        Path configuration = real(home.resolve("conf/security/java.security").toString()).getParent().getParent();
        Rootfs rootfs = Rootfs.create()
                .programs(home.resolve("bin/java").toString(), home.resolve("lib/server/libjvm.so").toString(), SHELL, CAT)
                .program(compiled(Serving.class), "/app/" + Serving.class.getName().replace('.', '/') + ".class");
        OciSpec spec = OciSpec.of(home.resolve("bin/java").toString(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:ErrorFile=/tmp/error", "-cp", "/app", Serving.class.getName(),
                        Integer.toString(port))
                .withTmpfs("/tmp", LIMITED).withHostDirectories(home);
        List<RarePath> first = pages();
        first.add(new RarePath("thread dump", run -> {
            run.signal("QUIT");
            run.await("thread dump", () -> run.output().contains("Full thread dump"));
        }));
        first.addAll(connections());
        first.add(new RarePath("graceful stop", run -> RarePrograms.stop(run, "TERM")));
        List<RarePath> second = List.of(new RarePath("abort with backtrace", run -> RarePrograms.stop(run, "SEGV")));
        return new RareProgram("java", rootfs, configuration.startsWith(home) ? spec : spec.withHostDirectories(configuration), port,
                run -> run.expectPage("/", RarePrograms.HELLO), List.of(first, second));
    }

    /** A script and its tools, started for each page by busybox. */
    private static RareProgram shell() {
        int port = Ports.free();
        Rootfs rootfs = Rootfs.create().programs(SHELL_TOOLS)
                .file("/www/cgi-bin/serving", Text.resource(RareScripts.class, "serving.sh"), "rwxr-xr-x")
                .file("/www/large", "x".repeat(8 << 20));
        OciSpec spec = OciSpec.of("/usr/bin/busybox", "httpd", "-f", "-p", "127.0.0.1:" + port, "-h", "/www").withTmpfs("/tmp", LIMITED);
        List<RarePath> first = List.of(
                script("log rotation", "rotate"), script("crash of a child", "child"), script("OOM of a child", "oom"), script("full disk", "fill"),
                script("time zone and locale change", "zone"), script("facts of the system", "system"),
                new RarePath("graceful stop of a script", run -> run.get("/cgi-bin/serving?background")),
                new RarePath("reload", run -> run.signal("HUP")),
                new RarePath("connection reset", run -> run.reset("GET /large HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "GET /cgi-bin/serving HTTP/1.0\r\n\r\n")));
        return new RareProgram("shell", rootfs, spec, port, run -> run.expectPage("/cgi-bin/serving", RarePrograms.HELLO), List.of(first));
    }

    private static List<RarePath> pages() {
        return new ArrayList<>(List.of(
                page("log rotation", "/rotate"), page("crash of a child", "/child"), page("OOM of a child", "/oom"), page("DNS failure", "/resolve"),
                page("full disk", "/fill"), page("time zone and locale change", "/zone"), page("memory pressure", "/memory"), page("facts of the system", "/system")));
    }

    private static List<RarePath> connections() {
        return List.of(
                new RarePath("connection reset", run -> run.reset("GET /large HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "GET / HTTP/1.0\r\n")));
    }

    private static RarePath page(String name, String page) {
        return new RarePath(name, run -> run.expectPage(page, "done"));
    }

    private static RarePath script(String name, String page) {
        return page(name, "/cgi-bin/serving?" + page);
    }

    private static Path compiled(Class<?> program) {
        try {
            return Path.of(program.getResource(program.getSimpleName() + ".class").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(program + " is in no directory", e);
        }
    }

    private static Path real(String path) {
        try {
            return Path.of(path).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + path + ": run deploy/install-dependencies sweep", e);
        }
    }
}
