// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The dynamic table: what the loader is asked for. */
public final class Dynamic {

    static final long STRTAB = 5;
    static final long SYMTAB = 6;
    static final long RELA = 7;
    static final long RELASZ = 8;
    static final long PLTRELSZ = 2;
    static final long JMPREL = 23;
    static final long RELRSZ = 35;
    static final long RELR = 36;
    static final long HASH = 4;
    static final long GNU_HASH = 0x6ffffef5L;

    private static final long NEEDED = 1;
    private static final long INIT = 12;
    private static final long FINI = 13;
    private static final long SONAME = 14;
    private static final long RPATH = 15;
    private static final long RUNPATH = 29;
    private static final long INIT_ARRAY = 25;
    private static final long FINI_ARRAY = 26;
    private static final long INIT_ARRAYSZ = 27;
    private static final long FINI_ARRAYSZ = 28;
    private static final long PREINIT_ARRAY = 32;
    private static final long PREINIT_ARRAYSZ = 33;

    private static final int MAX_ENTRIES = 4_096;
    private static final int MAX_NAME = 255;

    private final Memory memory;
    private final Map<Long, Long> values = new HashMap<>();
    private final List<Long> needed = new ArrayList<>();

    /** @param address 0 if the file has none: it is static */
    Dynamic(Memory memory, long address, long size) throws MalformedElfException {
        this.memory = memory;
        long entries = Math.min(size / 16, MAX_ENTRIES);
        for (int i = 0; i < entries && memory.contains(address + 16L * i); i++) {
            long tag = memory.i64(address + 16L * i);
            long value = memory.i64(address + 16L * i + 8);
            if (tag == 0) {
                break;
            }
            if (tag == NEEDED) {
                needed.add(value);
            } else {
                values.put(tag, value);
            }
        }
    }

    long value(long tag) {
        return values.getOrDefault(tag, 0L);
    }

    boolean has(long tag) {
        return values.containsKey(tag);
    }

    /** The libraries that are loaded with the file, in order. */
    public List<String> needed() throws MalformedElfException {
        List<String> names = new ArrayList<>();
        for (long name : needed) {
            names.add(string(name));
        }
        return names;
    }

    /** The file's own name as a library; empty if it has none. */
    public String soname() throws MalformedElfException {
        return has(SONAME) ? string(value(SONAME)) : "";
    }

    /** Directories where its libraries are looked for first, separated by colons; empty if there are none. */
    public String libraryPath() throws MalformedElfException {
        return has(RUNPATH) ? string(value(RUNPATH)) : has(RPATH) ? string(value(RPATH)) : "";
    }

    /** The functions that run when the file is loaded and unloaded, of those that are no arrays. */
    public List<Long> initAndFini() {
        List<Long> functions = new ArrayList<>();
        for (long tag : new long[] {INIT, FINI}) {
            if (value(tag) != 0) {
                functions.add(value(tag));
            }
        }
        return functions;
    }

    /** The arrays of functions that run when the file is loaded and unloaded: address and bytes of each. */
    public List<long[]> initAndFiniArrays() {
        List<long[]> arrays = new ArrayList<>();
        for (long[] tags : new long[][] {{PREINIT_ARRAY, PREINIT_ARRAYSZ}, {INIT_ARRAY, INIT_ARRAYSZ}, {FINI_ARRAY, FINI_ARRAYSZ}}) {
            if (value(tags[1]) > 0) {
                arrays.add(new long[] {value(tags[0]), value(tags[1])});
            }
        }
        return arrays;
    }

    String string(long offset) throws MalformedElfException {
        return memory.string(value(STRTAB) + offset, MAX_NAME);
    }
}
