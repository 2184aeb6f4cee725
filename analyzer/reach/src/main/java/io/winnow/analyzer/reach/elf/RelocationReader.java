// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.ArrayList;
import java.util.List;

/** Reads what the loader fills in: RELA tables, and RELR, which packs addresses of the file itself. */
final class RelocationReader {

    private static final int ENTRY = 24;
    private static final int MAX_RELOCATIONS = 4_000_000;

    private static final int R_64 = 1;
    private static final int R_COPY = 5;
    private static final int R_GLOB_DAT = 6;
    private static final int R_JUMP_SLOT = 7;
    private static final int R_RELATIVE = 8;
    private static final int R_IRELATIVE = 37;

    private final Memory memory;
    private final Dynamic dynamic;
    private final List<ElfSymbol> symbols;
    private final List<Relocation> relocations = new ArrayList<>();

    RelocationReader(Memory memory, Dynamic dynamic, List<ElfSymbol> symbols) {
        this.memory = memory;
        this.dynamic = dynamic;
        this.symbols = symbols;
    }

    List<Relocation> read() throws MalformedElfException {
        rela(dynamic.value(Dynamic.RELA), dynamic.value(Dynamic.RELASZ));
        rela(dynamic.value(Dynamic.JMPREL), dynamic.value(Dynamic.PLTRELSZ));
        relr(dynamic.value(Dynamic.RELR), dynamic.value(Dynamic.RELRSZ));
        return relocations;
    }

    /** The resolvers of a static program, which has no dynamic table: the linker's table lies between two symbols, or in a section. */
    List<Relocation> readTable(long address, long size) throws MalformedElfException {
        rela(address, size);
        return relocations;
    }

    private void rela(long table, long size) throws MalformedElfException {
        for (long i = 0; i < size / ENTRY; i++) {
            long at = table + ENTRY * i;
            long info = memory.i64(at + 8);
            add((int) info, memory.i64(at), (int) (info >>> 32), memory.i64(at + 16));
        }
    }

    private void add(int type, long slot, int symbol, long addend) throws MalformedElfException {
        switch (type) {
            case R_RELATIVE -> add(new Relocation(Relocation.Kind.POINTER, slot, "", addend));
            case R_IRELATIVE -> add(new Relocation(Relocation.Kind.RESOLVER, slot, "", addend));
            case R_64 -> add(ofSymbol(Relocation.Kind.POINTER, slot, symbol, addend));
            case R_GLOB_DAT, R_JUMP_SLOT -> add(ofSymbol(Relocation.Kind.SYMBOL_TABLE, slot, symbol, addend));
            case R_COPY -> add(ofSymbol(Relocation.Kind.COPY, slot, symbol, addend));
            default -> {
                // offsets of thread-local variables and the like: no addresses of code
            }
        }
    }

    private Relocation ofSymbol(Relocation.Kind kind, long slot, int index, long addend) throws MalformedElfException {
        if (index < 0 || index >= symbols.size()) {
            throw new MalformedElfException("a relocation names symbol " + index + " of " + symbols.size());
        }
        ElfSymbol symbol = symbols.get(index);
        if (symbol.name().isEmpty()) {
            return new Relocation(kind, slot, "", symbol.address() + addend);
        }
        return new Relocation(kind, slot, symbol.name(), addend);
    }

    /** An even word is an address; each bit of an odd one stands for a word after the last address. */
    private void relr(long table, long size) throws MalformedElfException {
        long next = 0;
        for (long i = 0; i < size / 8; i++) {
            long word = memory.i64(table + 8 * i);
            if ((word & 1) == 0) {
                packed(word);
                next = word + 8;
            } else {
                for (int bit = 1; bit < 64; bit++) {
                    if ((word >>> bit & 1) != 0) {
                        packed(next + 8L * (bit - 1));
                    }
                }
                next += 8L * 63;
            }
        }
    }

    private void packed(long slot) throws MalformedElfException {
        add(new Relocation(Relocation.Kind.POINTER, slot, "", memory.i64(slot)));
    }

    private void add(Relocation relocation) throws MalformedElfException {
        if (relocations.size() == MAX_RELOCATIONS) {
            throw new MalformedElfException("it has more than " + MAX_RELOCATIONS + " relocations");
        }
        relocations.add(relocation);
    }
}
