// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import io.winnow.testbed.Directories;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Programs that do the same with one C library and then with another. */
final class OtherLibc {
    private static final String PROGRAM = "/usr/local/bin/serving";

    private OtherLibc() {
    }

    /** The server of a whole root file system, as root. */
    static RareProgram redis(Path root) {
        int port = Ports.free();
        OciSpec spec = OciSpec.of("/usr/bin/redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", "/tmp", "--save", "").withTmpfs("/tmp");
        Consumer<RareRun> load = run -> run.expect("SET greeting hello\r\nGET greeting\r\nQUIT\r\n", RarePrograms.HELLO);
        List<RarePath> only = List.of(new RarePath("another glibc", run -> run.expect("PING\r\nQUIT\r\n", "PONG")));
        return new RareProgram("redis-glibc", Rootfs.at(root), spec, port, load, List.of(only));
    }

    /** A small server that was made for musl, in a root file system that has musl. */
    static RareProgram musl(Path root) {
        return serving("serving-musl", Rootfs.at(root), "musl-gcc");
    }

    /** The same server with one of the host's C libraries. @param compiler {@code gcc} or {@code musl-gcc} */
    static RareProgram ofHost(String compiler) {
        Rootfs rootfs = Rootfs.create();
        return serving("serving", compiler.equals("gcc") ? rootfs : rootfs.program(Path.of("/lib/x86_64-linux-musl/libc.so"), "/lib/ld-musl-x86_64.so.1"), compiler);
    }

    private static RareProgram serving(String name, Rootfs rootfs, String compiler) {
        int port = Ports.free();
        Path directory = Directories.temporary("serving");
        try {
            Path source = directory.resolve("serving.c");
            Path program = directory.resolve("serving");
            Text.write(source, Text.resource(OtherLibc.class, "serving.c"));
            Shell.run(compiler, "-O2", "-o", program.toString(), source.toString()).orThrow();
            rootfs.program(program, PROGRAM);
            if (compiler.equals("gcc")) {
                rootfs.programs("/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2");
            }
        } finally {
            Directories.delete(directory);
        }
        OciSpec spec = OciSpec.of(PROGRAM, Integer.toString(port)).withTmpfs("/tmp");
        Consumer<RareRun> load = run -> run.expectPage("/", RarePrograms.HELLO);
        return new RareProgram(name, rootfs, spec, port, load, List.of(List.of(new RarePath("another C library", load))));
    }
}
