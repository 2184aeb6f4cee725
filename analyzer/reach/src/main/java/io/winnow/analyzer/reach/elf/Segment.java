// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/**
 * One loaded part of a file, at its address in memory.
 *
 * @param address where it begins
 * @param bytes those that the file has; memory beyond them is zero
 * @param memorySize bytes in memory
 */
public record Segment(long address, byte[] bytes, long memorySize, boolean executable, boolean writable) {

    /** Whether the file has a byte for this address. */
    public boolean contains(long at) {
        return at >= address && at - address < bytes.length;
    }

    /** The index in {@link #bytes} of an address that this contains. */
    public int index(long at) {
        return (int) (at - address);
    }
}
