// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Optional;

/** A syscall ABI in the words of profiles ({@code SCMP_ARCH_*}). Only the three of x86 are evaluated; the others are carried. */
public enum Architecture {
    X86_64,
    X86,
    X32,
    ARM,
    AARCH64,
    LOONGARCH64,
    M68K,
    MIPS,
    MIPS64,
    MIPS64N32,
    MIPSEL,
    MIPSEL64,
    MIPSEL64N32,
    PARISC,
    PARISC64,
    PPC,
    PPC64,
    PPC64LE,
    RISCV64,
    S390,
    S390X,
    SH,
    SHEB;

    public String ociName() {
        return "SCMP_ARCH_" + name();
    }

    /** The architecture of that name in a profile. */
    public static Optional<Architecture> named(String ociName) {
        for (Architecture architecture : values()) {
            if (architecture.ociName().equals(ociName)) {
                return Optional.of(architecture);
            }
        }
        return Optional.empty();
    }
}
