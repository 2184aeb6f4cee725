// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.ElfSymbol;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.number.Argument;
import io.winnow.analyzer.reach.number.CallSite;
import io.winnow.analyzer.reach.number.FunctionCode;
import io.winnow.analyzer.reach.number.NumberAnalysis;
import io.winnow.analyzer.reach.number.WrapperLookup;
import io.winnow.collector.record.Abi;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers of all functions of a file. A function that passes its caller's number on is a wrapper; its callers are analysed in turn, and theirs, until no new
 * wrapper is found.
 */
final class NumberSearch {

    /** Functions of other files that are wrappers, and where they expect the number. */
    private static final Map<String, Argument> WRAPPERS_OF_OTHERS = Map.of("syscall", Argument.FIRST);
    private static final int MAX_ROUNDS = 8;

    private final ElfFile file;
    private final FunctionTable functions;
    private final ImportTable imports;
    private final List<References> references;
    private final Deadline deadline;
    private final boolean glibc;
    private final Map<Integer, FunctionCalls> calls = new HashMap<>();

    NumberSearch(ElfFile file, FunctionTable functions, ImportTable imports, List<References> references, boolean glibc, Deadline deadline) {
        this.file = file;
        this.functions = functions;
        this.imports = imports;
        this.references = references;
        this.deadline = deadline;
        this.glibc = glibc;
    }

    Map<Integer, FunctionCalls> search() throws NotAnalyzedException {
        Set<Integer> work = withInstruction();
        for (int round = 0; round < MAX_ROUNDS && !work.isEmpty(); round++) {
            Set<Integer> wrappers = new TreeSet<>();
            Map<String, Map<Abi, Argument>> exported = exportedWrappers();
            for (int function : work) {
                deadline.check();
                FunctionCalls before = calls.get(function);
                FunctionCalls found = new FunctionCalls(analyze(function, exported), glibc);
                calls.put(function, found);
                if (!found.arguments().isEmpty() && (before == null || !before.arguments().equals(found.arguments()))) {
                    wrappers.add(function);
                }
            }
            work = callersOf(wrappers);
        }
        work.forEach(function -> calls.computeIfAbsent(function, each -> new FunctionCalls(List.of(), false)).addUnknown());
        takers();
        return calls;
    }

    private Set<Integer> withInstruction() {
        Set<Integer> found = new TreeSet<>();
        for (int function = 0; function < references.size(); function++) {
            References each = references.get(function);
            if (each.entersKernel || each.imports.anyMatch(this::isWrapperOfOthers)) {
                found.add(function);
            }
        }
        return found;
    }

    private boolean isWrapperOfOthers(int symbol) {
        return WRAPPERS_OF_OTHERS.containsKey(imports.name(symbol));
    }

    private Set<Integer> callersOf(Set<Integer> wrappers) {
        Set<Integer> callers = new TreeSet<>();
        if (wrappers.isEmpty()) {
            return callers;
        }
        Set<String> exported = exportedNames(wrappers);
        BitSet callees = new BitSet();
        wrappers.forEach(callees::set);
        for (int function = 0; function < references.size(); function++) {
            References each = references.get(function);
            if (each.calls.anyMatch(callees::get) || !exported.isEmpty() && each.imports.anyMatch(symbol -> exported.contains(imports.name(symbol)))) {
                callers.add(function);
            }
        }
        return callers;
    }

    /** A file can call its own functions by the names that it exports. */
    private Set<String> exportedNames(Set<Integer> wrappers) {
        Set<String> names = new TreeSet<>();
        file.dynamicSymbols().stream()
                .filter(symbol -> symbol.defined() && symbol.isFunction() && wrappers.contains(functions.containing(symbol.address())))
                .forEach(symbol -> names.add(symbol.name()));
        return names;
    }

    /** A wrapper whose address is taken is called from places that are not known. */
    private void takers() {
        for (int function = 0; function < references.size(); function++) {
            if (references.get(function).importsTaken.anyMatch(this::isWrapperOfOthers)) {
                calls.computeIfAbsent(function, each -> new FunctionCalls(List.of(), false)).addUnknown();
            }
        }
    }

    private List<CallSite> analyze(int function, Map<String, Map<Abi, Argument>> exported) {
        long start = functions.start(function);
        Segment segment = file.memory().segment(start).orElse(null);
        if (segment == null) {
            return List.of();
        }
        int end = (int) Math.min(segment.bytes().length, functions.end(function) - segment.address());
        FunctionCode code = new FunctionCode(segment.bytes(), segment.address(), segment.index(start), end, !file.go());
        return NumberAnalysis.analyze(code, lookup(function, exported));
    }

    private Map<String, Map<Abi, Argument>> exportedWrappers() {
        Map<String, Map<Abi, Argument>> own = new HashMap<>();
        for (ElfSymbol symbol : calls.isEmpty() ? List.<ElfSymbol>of() : file.dynamicSymbols()) {
            if (symbol.defined() && symbol.isFunction()) {
                FunctionCalls found = calls.get(functions.containing(symbol.address()));
                if (found != null && !found.arguments().isEmpty()) {
                    own.put(symbol.name(), found.arguments());
                }
            }
        }
        return own;
    }

    private WrapperLookup lookup(int caller, Map<String, Map<Abi, Argument>> own) {
        return address -> {
            int symbol = imports.inSlot(address);
            if (symbol == ImportTable.NONE && file.memory().isCode(address)) {
                symbol = imports.ofStub(address);
            }
            if (symbol != ImportTable.NONE) {
                String name = imports.name(symbol);
                Map<Abi, Argument> known = own.get(name);
                return known != null ? known : WRAPPERS_OF_OTHERS.containsKey(name) ? Map.of(Abi.X86_64, WRAPPERS_OF_OTHERS.get(name)) : Map.of();
            }
            int callee = file.memory().isCode(address) ? functions.containing(address) : FunctionTable.NONE;
            FunctionCalls found = callee == FunctionTable.NONE || callee == caller ? null : calls.get(callee);
            return found == null ? Map.of() : found.arguments();
        };
    }
}
