// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.Relocation;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Flow;
import io.winnow.analyzer.reach.x86.Instruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The symbols that code of a file refers to by its table of symbols (GOT), by number; and the stubs (PLT) that jump through it. */
final class ImportTable {

    static final int NONE = -1;

    private final ElfFile file;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<Long, Integer> slots = new HashMap<>();
    private final Map<Long, Integer> stubs = new HashMap<>();

    ImportTable(ElfFile file) {
        this.file = file;
        for (Relocation each : file.relocations()) {
            if (each.kind() == Relocation.Kind.SYMBOL_TABLE && each.hasSymbol()) {
                slots.put(each.slot(), number(each.symbol()));
            }
        }
    }

    int number(String name) {
        return numbers.computeIfAbsent(name, each -> {
            names.add(each);
            return names.size() - 1;
        });
    }

    String name(int number) {
        return names.get(number);
    }

    String[] names() {
        return names.toArray(String[]::new);
    }

    /** The symbol whose address a word has; {@link #NONE} if it is no word of the table. */
    int inSlot(long address) {
        return slots.getOrDefault(address, NONE);
    }

    /** The symbol to which the code at an address jumps on, and does nothing else; {@link #NONE} if it is no such code. */
    int ofStub(long address) {
        Integer known = stubs.get(address);
        if (known == null) {
            known = decodeStub(address);
            stubs.put(address, known);
        }
        return known;
    }

    private int decodeStub(long address) {
        Optional<Segment> segment = file.memory().segment(address);
        if (segment.isEmpty() || !segment.get().executable()) {
            return NONE;
        }
        byte[] code = segment.get().bytes();
        int at = segment.get().index(address);
        Decoder decoder = new Decoder(code, Math.min(code.length, at + 32));
        Instruction in = decoder.decode(at);
        if (in.is(Instruction.TWO_BYTE, 0x1e)) {
            at += in.length();
            if (at >= code.length) {
                return NONE;
            }
            in = decoder.decode(at);
        }
        boolean jumps = in.flow() == Flow.INDIRECT_JUMP && in.absolute();
        return jumps ? inSlot(in.address(segment.get().address() + at)) : NONE;
    }
}
