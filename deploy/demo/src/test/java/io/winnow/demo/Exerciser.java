// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.CProgram;
import io.winnow.testbed.Rootfs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A root file system with nothing but {@code exerciser.c}, compiled, at {@code /bin/exerciser}. */
final class Exerciser {
    static final String PROGRAM = "/bin/exerciser";

    private Exerciser() {
    }

    static Rootfs rootfs() {
        Rootfs rootfs = Rootfs.create();
        try (InputStream in = Exerciser.class.getResourceAsStream("exerciser.c");
                CProgram program = CProgram.compile("exerciser", new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
            return rootfs.program(program.executable(), PROGRAM);
        } catch (IOException e) {
            rootfs.close();
            throw new UncheckedIOException("cannot read exerciser.c", e);
        } catch (RuntimeException e) {
            rootfs.close();
            throw e;
        }
    }
}
