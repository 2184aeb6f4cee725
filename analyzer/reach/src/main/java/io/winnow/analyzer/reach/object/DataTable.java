// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.ElfSection;
import io.winnow.analyzer.reach.elf.ElfSymbol;
import io.winnow.analyzer.reach.elf.Relocation;
import io.winnow.analyzer.reach.elf.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The data of a file in units, by number: variables where symbols say where they are, else whole sections. If code refers to a unit, it can use every address
 * that the unit holds.
 */
final class DataTable {

    private final ElfFile file;
    private final FunctionTable functions;
    private final ImportTable imports;
    private final long[] bounds;
    private final Map<Integer, References> units = new HashMap<>();
    private final Map<Integer, List<Long>> targets = new HashMap<>();
    private final Set<Long> filled = new HashSet<>();

    DataTable(ElfFile file, FunctionTable functions, ImportTable imports) {
        this.file = file;
        this.functions = functions;
        this.imports = imports;
        this.bounds = bounds(file).stream().mapToLong(Long::longValue).toArray();
        for (Relocation each : file.relocations()) {
            relocate(each);
        }
        if (!file.positionIndependent()) {
            for (Segment segment : file.memory().segments()) {
                readWords(segment);
            }
        }
    }

    private static SortedSet<Long> bounds(ElfFile file) {
        SortedSet<Long> bounds = new TreeSet<>();
        for (Segment segment : file.memory().segments()) {
            bounds.add(segment.address());
            bounds.add(segment.address() + segment.bytes().length);
        }
        for (ElfSection section : file.sections()) {
            if (section.allocated() && section.address() != 0) {
                bounds.add(section.address());
                bounds.add(section.address() + section.size());
                if (section.name().startsWith(".got")) {
                    // each word has its own use
                    for (long word = 0; word < Math.min(section.size(), 1 << 20); word += 8) {
                        bounds.add(section.address() + word);
                    }
                }
            }
        }
        for (List<ElfSymbol> symbols : List.of(file.dynamicSymbols(), file.linkedSymbols())) {
            for (ElfSymbol symbol : symbols) {
                if (symbol.isObject() && symbol.defined() && symbol.size() > 0) {
                    bounds.add(symbol.address());
                    bounds.add(symbol.address() + symbol.size());
                }
            }
        }
        return bounds;
    }

    /** The unit that contains an address. */
    int unit(long address) {
        int at = Arrays.binarySearch(bounds, address);
        return at >= 0 ? at : -at - 2;
    }

    int size() {
        return bounds.length;
    }

    /** What a unit refers to; null if it holds no addresses. */
    References references(int unit) {
        return units.get(unit);
    }

    /** The units that a unit has addresses of. */
    int[] unitsOf(int unit) {
        IntSet found = new IntSet();
        for (long target : targets.getOrDefault(unit, List.of())) {
            found.add(unit(target));
        }
        return found.toArray();
    }

    private References at(long slot) {
        return units.computeIfAbsent(unit(slot), each -> new References());
    }

    private void relocate(Relocation relocation) {
        if (relocation.kind() == Relocation.Kind.RESOLVER) {
            return;
        }
        if (relocation.hasSymbol()) {
            filled.add(relocation.slot());
            if (relocation.kind() == Relocation.Kind.POINTER) {
                at(relocation.slot()).imports.add(imports.number(relocation.symbol()));
            }
            return;
        }
        int function = file.memory().isCode(relocation.target()) ? functions.atTaken(relocation.target()) : FunctionTable.NONE;
        if (function != FunctionTable.NONE) {
            at(relocation.slot()).takes.add(function);
        } else if (file.memory().contains(relocation.target())) {
            point(relocation.slot(), relocation.target());
        }
    }

    private void point(long slot, long target) {
        int unit = unit(slot);
        if (unit(target) != unit) {
            List<Long> known = targets.computeIfAbsent(unit, each -> new ArrayList<>());
            if (known.isEmpty() || unit(known.get(known.size() - 1)) != unit(target)) {
                known.add(target);
            }
        }
    }

    /** Without relocations any aligned word can be an address. One of code is taken for one if a function starts there, or if no function is known to be. */
    private void readWords(Segment segment) {
        ByteBuffer words = ByteBuffer.wrap(segment.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = (int) (-segment.address() & 7); i + 8 <= segment.bytes().length; i += 8) {
            long slot = segment.address() + i;
            long word = words.getLong(i);
            if (word <= 0 || !file.memory().contains(word) || segment.executable() && functions.containing(slot) != FunctionTable.NONE) {
                continue;
            }
            if (filled.contains(slot)) {
                continue;
            }
            if (!file.memory().isCode(word)) {
                point(slot, word);
            } else if (functions.startsAt(word) || functions.containing(word) == FunctionTable.NONE) {
                int function = functions.atTaken(word);
                if (function != FunctionTable.NONE) {
                    at(slot).takes.add(function);
                }
            }
        }
    }
}
