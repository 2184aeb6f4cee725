// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import java.util.Locale;
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

    /** The word for it in the conditions of Docker's profiles, such as {@code amd64}. */
    public String dockerName() {
        return switch (this) {
            case X86_64 -> "amd64";
            case AARCH64 -> "arm64";
            case LOONGARCH64 -> "loong64";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    /** The system call table that goes with it; empty for what is not x86. */
    public Optional<Abi> abi() {
        return switch (this) {
            case X86_64 -> Optional.of(Abi.X86_64);
            case X86 -> Optional.of(Abi.I386);
            case X32 -> Optional.of(Abi.X32);
            default -> Optional.empty();
        };
    }

    public static Architecture of(Abi abi) {
        return switch (abi) {
            case X86_64 -> X86_64;
            case I386 -> X86;
            case X32 -> X32;
        };
    }

    /** Whether libseccomp refuses it in a filter beside an architecture of x86: all of a filter have one byte order (EDOM). */
    public boolean bigEndian() {
        return switch (this) {
            case M68K, MIPS, MIPS64, MIPS64N32, PARISC, PARISC64, PPC, PPC64, S390, S390X, SHEB -> true;
            default -> false;
        };
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
