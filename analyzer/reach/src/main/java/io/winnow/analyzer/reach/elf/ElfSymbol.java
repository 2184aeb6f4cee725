// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/**
 * A symbol.
 *
 * @param address 0 if another file defines it
 * @param size bytes; 0 if unknown
 */
public record ElfSymbol(String name, long address, long size, int type, boolean defined, boolean global) {

    private static final int OBJECT = 1;
    private static final int FUNCTION = 2;
    private static final int INDIRECT_FUNCTION = 10;

    /** Whether it names code: a function, or one that chooses a function when it is loaded. */
    public boolean isFunction() {
        return type == FUNCTION || type == INDIRECT_FUNCTION;
    }

    public boolean isObject() {
        return type == OBJECT;
    }
}
