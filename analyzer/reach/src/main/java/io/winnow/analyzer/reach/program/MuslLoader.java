// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.util.regex.Pattern;

/** The loader of musl, which is its C library, too (ldso/dynlink.c, {@code load_library}). */
final class MuslLoader {

    private static final Pattern PATH = Pattern.compile("(.*/)?ld-musl-[^/]*");
    private static final Pattern ITSELF = Pattern.compile("lib(c|pthread|rt|m|dl|util|xnet)\\..*");

    private MuslLoader() {}

    /** @param interpreter as a program names it */
    static boolean is(String interpreter) {
        return PATH.matcher(interpreter).matches();
    }

    /** Whether it takes itself for a library of this name, and looks for no file. */
    static boolean brings(String library) {
        return ITSELF.matcher(library).matches();
    }
}
