// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads symbol tables: the loader's, whose length only its hash tables say, and the linker's, if it was not stripped. */
final class SymbolReader {

    private static final int ENTRY = 24;
    private static final int MAX_SYMBOLS = 2_000_000;
    private static final int MAX_NAME = 512;

    private SymbolReader() {}

    /** The symbols that the loader knows; the first is the null symbol. */
    static List<ElfSymbol> dynamic(Memory memory, Dynamic dynamic) throws MalformedElfException {
        List<ElfSymbol> symbols = new ArrayList<>();
        long table = dynamic.value(Dynamic.SYMTAB);
        if (table == 0) {
            return symbols;
        }
        long count = count(memory, dynamic);
        long names = dynamic.value(Dynamic.STRTAB);
        for (int i = 0; i < count; i++) {
            long at = table + (long) ENTRY * i;
            symbols.add(symbol(
                    memory.string(names + memory.u32(at), MAX_NAME),
                    memory.u8(at + 4), memory.u16(at + 6), memory.i64(at + 8), memory.i64(at + 16)));
        }
        return symbols;
    }

    /** The symbols that the linker left: functions and objects of this file. */
    static List<ElfSymbol> linked(Bytes table, Bytes names) throws MalformedElfException {
        List<ElfSymbol> symbols = new ArrayList<>();
        int count = table.length() / ENTRY;
        limit(count);
        for (int i = 0; i < count; i++) {
            long at = (long) ENTRY * i;
            int info = table.u8(at + 4);
            ElfSymbol symbol = symbol("", info, table.u16(at + 6), table.i64(at + 8), table.i64(at + 16));
            if (symbol.defined() && (symbol.isFunction() || symbol.isObject())) {
                symbols.add(new ElfSymbol(names.string(table.u32(at), MAX_NAME), symbol.address(), symbol.size(), symbol.type(), true, symbol.global()));
            }
        }
        return symbols;
    }

    private static ElfSymbol symbol(String name, int info, int section, long address, long size) {
        return new ElfSymbol(name, address, Math.max(0, size), info & 15, section != 0, info >> 4 != 0);
    }

    private static long count(Memory memory, Dynamic dynamic) throws MalformedElfException {
        long count = 0;
        if (dynamic.has(Dynamic.HASH)) {
            count = memory.u32(dynamic.value(Dynamic.HASH) + 4);
        } else if (dynamic.has(Dynamic.GNU_HASH)) {
            // the table has defined symbols alone; if there are none, the names that follow the symbols say where these end
            long between = (dynamic.value(Dynamic.STRTAB) - dynamic.value(Dynamic.SYMTAB)) / ENTRY;
            long hashed = gnuCount(memory, dynamic.value(Dynamic.GNU_HASH));
            count = hashed > 0 || between < 0 ? hashed : between;
        }
        limit(count);
        return count;
    }

    /** The highest index in any bucket, and on to the end of its chain; 0 if there is none. */
    private static long gnuCount(Memory memory, long hash) throws MalformedElfException {
        long buckets = memory.u32(hash);
        long first = memory.u32(hash + 4);
        long bucketsAt = hash + 16 + 8 * memory.u32(hash + 8);
        limit(buckets);
        limit(first);
        long last = 0;
        for (long i = 0; i < buckets; i++) {
            last = Math.max(last, memory.u32(bucketsAt + 4 * i));
        }
        if (last < first) {
            return 0;
        }
        long chains = bucketsAt + 4 * buckets;
        while ((memory.u32(chains + 4 * (last - first)) & 1) == 0) {
            last++;
            limit(last);
        }
        return last + 1;
    }

    private static void limit(long count) throws MalformedElfException {
        if (count > MAX_SYMBOLS) {
            throw new MalformedElfException("it has more than " + MAX_SYMBOLS + " symbols");
        }
    }
}
