// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

/**
 * Whether this kernel has the system calls of 32-bit programs ({@code CONFIG_IA32_EMULATION}). Some are built or started without: there {@code int 0x80} is a
 * fault, and a program that makes no other use of it gets SIGSEGV.
 */
public final class Ia32 {

    private static final boolean EMULATED = ask();

    private Ia32() {}

    public static boolean emulated() {
        return EMULATED;
    }

    private static boolean ask() {
        try (CProgram intruder = CProgram.intruder()) {
            return Shell.run(intruder.executable().toString(), "int80").orThrow().out().equals("int80: done\n");
        }
    }
}
