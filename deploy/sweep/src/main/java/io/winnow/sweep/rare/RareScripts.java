// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Interpreters that serve pages, some of which do what a server does seldom. */
final class RareScripts {

    private RareScripts() {
    }

    static RareProgram python() {
        Path interpreter = real("/usr/bin/python3");
        return server("python", interpreter, List.of("-I", "-S", "-B", "-X", "faulthandler"), "serving.py", Path.of("/usr/lib").resolve(interpreter.getFileName()));
    }

    static RareProgram node() {
        return server("node", real("/usr/bin/node"), List.of(), "serving.js", Path.of("/usr/share/nodejs"));
    }

    static RareProgram perl() {
        return server("perl", Path.of("/usr/bin/perl"), List.of(), "serving.pl", Path.of("/usr/lib/x86_64-linux-gnu/perl-base"));
    }

    /** @param library the directory of its modules, if it has one */
    private static RareProgram server(String name, Path interpreter, List<String> options, String script, Path library) {
        int port = Ports.free();
        Rootfs rootfs = Rootfs.create().programs(interpreter.toString(), "/bin/sh", "/bin/cat").file("/app/" + script, Text.resource(RareScripts.class, script));
        List<String> command = new ArrayList<>(List.of(interpreter.toString()));
        command.addAll(options);
        command.addAll(List.of("/app/" + script, Integer.toString(port)));
        OciSpec spec = OciSpec.of(command.toArray(String[]::new)).withTmpfs("/tmp", "size=128k");
        Consumer<RareRun> load = run -> run.expectPage("/", RarePrograms.HELLO);
        List<RarePath> first = List.of(
                path("log rotation", "/rotate"), path("crash of a child", "/child"), path("DNS failure", "/resolve"), path("full disk", "/fill"),
                path("time zone and locale change", "/zone"), path("memory pressure", "/memory"), path("facts of the system", "/system"),
                new RarePath("reload", run -> {
                    run.signal("HUP");
                    run.expectPage("/reloads", "reloads 1");
                }),
                new RarePath("connection reset", run -> run.reset("GET /large HTTP/1.0\r\n\r\n")),
                new RarePath("EMFILE", run -> run.exhaustFiles(run.pid(), "GET / HTTP/1.0\r\n")),
                new RarePath("graceful stop", run -> RarePrograms.stop(run, "TERM")));
        List<RarePath> second = List.of(new RarePath("abort", run -> RarePrograms.stop(run, "ABRT")));
        return new RareProgram(name, rootfs, Files.isDirectory(library) ? spec.withHostDirectories(library) : spec, port, load, List.of(first, second));
    }

    private static RarePath path(String name, String page) {
        return new RarePath(name, run -> run.expectPage(page, "done"));
    }

    private static Path real(String path) {
        try {
            return Path.of(path).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + path, e);
        }
    }
}
