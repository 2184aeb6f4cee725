// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

/**
 * The code of one function.
 *
 * @param bytes of a segment
 * @param address of the first of these
 * @param start the index of the function's first byte
 * @param end the index behind its last
 * @param keepsRegisters whether functions keep their callers' rbx, rbp and r12 to r15, as in C; not so in Go
 */
public record FunctionCode(byte[] bytes, long address, int start, int end, boolean keepsRegisters) {

    int index(long at) {
        return at - address < start || at - address >= end ? -1 : (int) (at - address);
    }
}
