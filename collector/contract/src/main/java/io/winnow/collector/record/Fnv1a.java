// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** The hash FNV-1a of 64 bits (Fowler, Noll, Vo). {@code bpf/process.h} computes the same in the kernel. */
public final class Fnv1a {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fnv1a() {}

    public static long hash(byte[] bytes) {
        long hash = OFFSET_BASIS;
        for (byte b : bytes) {
            hash = (hash ^ b & 0xff) * PRIME;
        }
        return hash;
    }
}
