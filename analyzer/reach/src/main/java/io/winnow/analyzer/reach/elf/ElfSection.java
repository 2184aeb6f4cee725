// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/**
 * A section that is loaded, or a symbol table. Files do without them; if they are there, they narrow what the segments say.
 *
 * @param address 0 if it is not loaded
 */
public record ElfSection(String name, int type, long flags, long address, long offset, long size, int link) {

    static final int SYMTAB = 2;
    private static final int EXECUTABLE = 4;
    private static final int ALLOCATED = 2;

    public boolean executable() {
        return (flags & EXECUTABLE) != 0;
    }

    public boolean allocated() {
        return (flags & ALLOCATED) != 0;
    }
}
