// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.Dynamic;
import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.ElfSymbol;
import io.winnow.analyzer.reach.elf.FunctionRange;
import io.winnow.analyzer.reach.elf.MalformedElfException;
import io.winnow.analyzer.reach.elf.Relocation;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.object.ObjectCode.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the graph of one file. */
public final class ObjectAnalyzer {

    private final ElfFile file;
    private final Deadline deadline;
    private final FunctionTable functions;
    private final ImportTable imports;
    private final DataTable data;
    private final long base;

    private ObjectAnalyzer(ElfFile file, Deadline deadline) throws NotAnalyzedException {
        this.file = file;
        this.deadline = deadline;
        this.base = file.memory().segments().stream().mapToLong(Segment::address).min().orElse(0);
        long end = file.memory().segments().stream().mapToLong(each -> each.address() + each.bytes().length).max().orElse(0);
        if (end - base > Integer.MAX_VALUE) {
            throw new NotAnalyzedException("its segments are further apart than 2 GiB");
        }
        functions = new FunctionTable(file);
        imports = new ImportTable(file);
        data = new DataTable(file, functions, imports);
    }

    /**
     * Analyses a file.
     *
     * @throws NotAnalyzedException if it is beyond a limit
     */
    public static ObjectCode analyze(ElfFile file, Deadline deadline) throws NotAnalyzedException, MalformedElfException {
        return new ObjectAnalyzer(file, deadline).analyze();
    }

    private ObjectCode analyze() throws NotAnalyzedException, MalformedElfException {
        int[] roots = roots();
        int entry = file.entry() == 0 ? FunctionTable.NONE : functions.at(file.entry());
        List<References> references = new CodeScanner(file, functions, imports, base, deadline).scan();
        Map<Integer, MadeCalls> calls = new HashMap<>();
        new NumberSearch(file, functions, imports, references, isGlibc(), deadline).search().forEach((function, found) -> calls.put(function, found.made()));
        Dynamic dynamic = file.dynamic();
        int[] copied = copied();
        return new ObjectCode(
                dynamic.soname(),
                dynamic.needed(),
                dynamic.libraryPath(),
                file.interpreter(),
                entry,
                roots,
                references.stream().map(each -> node(each, new int[0])).toArray(Node[]::new),
                units(),
                imports.names(),
                exports(),
                copied,
                calls,
                names(calls.keySet()),
                Words.of(file, imports.names(), references, base),
                file.go());
    }

    /** As a library it has a name; in static programs it has sections of its own. */
    private boolean isGlibc() throws MalformedElfException {
        return file.dynamic().soname().equals("libc.so.6") || file.section("__libc_IO_vtables").isPresent() && file.interpreter().isEmpty();
    }

    private Node node(References references, int[] units) {
        IntSet used = new IntSet();
        for (int address : references.data.toArray()) {
            int unit = data.unit(base + address);
            if (unit >= 0) {
                used.add(unit);
            }
        }
        for (int unit : units) {
            used.add(unit);
        }
        return new Node(references.calls.toArray(), references.takes.toArray(), references.imports.toArray(), used.toArray());
    }

    private Node[] units() {
        Node[] units = new Node[data.size()];
        for (int unit = 0; unit < units.length; unit++) {
            References references = data.references(unit);
            int[] others = data.unitsOf(unit);
            if (references != null || others.length > 0) {
                units[unit] = node(references == null ? new References() : references, others);
            }
        }
        return units;
    }

    /** What runs when the file is loaded and unloaded, and what chooses functions then. A program in Go refers to its functions by tables that are no addresses. */
    private int[] roots() {
        IntSet roots = new IntSet();
        for (long address : file.dynamic().initAndFini()) {
            add(roots, address);
        }
        List<long[]> arrays = file.dynamic().initAndFiniArrays();
        for (Relocation each : file.relocations()) {
            boolean inArray = arrays.stream().anyMatch(array -> each.slot() >= array[0] && each.slot() - array[0] < array[1]);
            if (each.kind() == Relocation.Kind.RESOLVER || inArray && !each.hasSymbol()) {
                add(roots, each.target());
            }
        }
        if (!file.positionIndependent()) {
            arrays.forEach(array -> addUnit(roots, array[0]));
        }
        if (file.go()) {
            for (FunctionRange range : file.ranges()) {
                if (!range.name().isEmpty()) {
                    add(roots, range.start());
                }
            }
        }
        return roots.toArray();
    }

    private void addUnit(IntSet roots, long address) {
        int unit = data.unit(address);
        References references = unit < 0 ? null : data.references(unit);
        if (references != null) {
            for (int function : references.takes.toArray()) {
                roots.add(function);
            }
        }
    }

    private void add(IntSet roots, long address) {
        int function = functions.at(address);
        if (function != FunctionTable.NONE) {
            roots.add(function);
        }
    }

    private Map<String, int[]> exports() {
        Map<String, int[]> exports = new HashMap<>();
        for (ElfSymbol symbol : file.dynamicSymbols()) {
            if (symbol.defined() && symbol.global() && !symbol.name().isEmpty() && file.memory().contains(symbol.address())) {
                int function = symbol.isFunction() || !symbol.isObject() && file.memory().isCode(symbol.address())
                        ? functions.containing(symbol.address())
                        : FunctionTable.NONE;
                int target = function != FunctionTable.NONE ? function : ~data.unit(symbol.address());
                exports.merge(symbol.name(), new int[] {target}, ObjectAnalyzer::both);
            }
        }
        return exports;
    }

    private static int[] both(int[] some, int[] one) {
        int[] all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = one[0];
        return all;
    }

    private int[] copied() {
        return file.relocations().stream()
                .filter(each -> each.kind() == Relocation.Kind.COPY && each.hasSymbol())
                .mapToInt(each -> imports.number(each.symbol()))
                .toArray();
    }

    private Map<Integer, String> names(Set<Integer> named) {
        Map<Integer, String> names = new HashMap<>();
        for (FunctionRange range : file.ranges()) {
            name(names, named, range.start(), range.name());
        }
        for (List<ElfSymbol> symbols : List.of(file.linkedSymbols(), file.dynamicSymbols())) {
            for (ElfSymbol symbol : symbols) {
                if (symbol.isFunction() && symbol.defined()) {
                    name(names, named, symbol.address(), symbol.name());
                }
            }
        }
        List<Integer> unnamed = new ArrayList<>(named);
        unnamed.removeAll(names.keySet());
        unnamed.forEach(function -> names.put(function, "0x" + Long.toHexString(functions.start(function))));
        return names;
    }

    /** Of several names the one with the fewest underscores in front, and then the shortest. */
    private void name(Map<Integer, String> names, Set<Integer> named, long address, String name) {
        int function = functions.containing(address);
        if (!name.isEmpty() && named.contains(function) && functions.start(function) == address) {
            names.merge(function, name, (a, b) -> rank(a) <= rank(b) ? a : b);
        }
    }

    private static int rank(String name) {
        int underscores = 0;
        while (underscores < name.length() && name.charAt(underscores) == '_') {
            underscores++;
        }
        return underscores * 1_000 + name.length();
    }
}
