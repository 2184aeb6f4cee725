// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.ElfSection;
import io.winnow.analyzer.reach.elf.ElfSymbol;
import io.winnow.analyzer.reach.elf.FunctionRange;
import io.winnow.analyzer.reach.elf.Memory;
import io.winnow.analyzer.reach.elf.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The functions of a file, by number. Their ranges come from unwind information, Go's table and symbols; an address of code that is in none of these starts a
 * function when it is found. A function that starts within the range of another one is a part of that.
 */
final class FunctionTable {

    static final int NONE = -1;

    private static final int MAX_FUNCTIONS = 3_000_000;

    private final List<long[]> regions = new ArrayList<>();
    private final TreeMap<Long, Integer> found = new TreeMap<>();
    private final List<long[]> ranges = new ArrayList<>();
    private final BitSet open = new BitSet();
    private final long[] starts;
    private final Memory memory;

    FunctionTable(ElfFile file) {
        memory = file.memory();
        for (ElfSection section : file.sections()) {
            if (section.executable() && section.allocated() && file.memory().isCode(section.address())) {
                regions.add(new long[] {section.address(), section.address() + section.size()});
            }
        }
        if (regions.isEmpty()) {
            for (Segment segment : file.memory().segments()) {
                if (segment.executable()) {
                    regions.add(new long[] {segment.address(), segment.address() + segment.bytes().length});
                }
            }
        }
        for (FunctionRange each : declared(file)) {
            add(file, each);
        }
        starts = ranges.stream().mapToLong(range -> range[0]).toArray();
        for (int i = 0; i < starts.length; i++) {
            long limit = Math.min(i + 1 < starts.length ? starts[i + 1] : Long.MAX_VALUE, regionEnd(starts[i]));
            long[] range = ranges.get(i);
            if (range[1] <= range[0]) {
                open.set(i);
            }
            range[1] = range[1] > range[0] ? Math.min(range[1], limit) : limit;
        }
    }

    private List<FunctionRange> declared(ElfFile file) {
        List<FunctionRange> declared = new ArrayList<>(file.ranges());
        if (!isCovered(declared)) {
            CallTargets.find(file.memory(), regions).forEach(target -> declared.add(new FunctionRange("", target, target)));
        }
        for (List<ElfSymbol> symbols : List.of(file.dynamicSymbols(), file.linkedSymbols())) {
            for (ElfSymbol symbol : symbols) {
                if (symbol.isFunction() && symbol.defined()) {
                    declared.add(new FunctionRange("", symbol.address(), symbol.address() + symbol.size()));
                }
            }
        }
        // of those that start together, the longest counts
        declared.sort(Comparator.comparingLong(FunctionRange::start).thenComparing(Comparator.comparingLong(FunctionRange::end).reversed()));
        return declared;
    }

    /** Whether the file says of most of its code what functions it is. Assembly alone has unwind information where C has none, as in musl. */
    private boolean isCovered(List<FunctionRange> declared) {
        long declaredBytes = declared.stream().mapToLong(range -> range.end() - range.start()).sum();
        long bytes = regions.stream().mapToLong(region -> region[1] - region[0]).sum();
        return declaredBytes > bytes / 2;
    }

    private void add(ElfFile file, FunctionRange range) {
        if (!file.memory().isCode(range.start()) || regionEnd(range.start()) == 0) {
            return;
        }
        long[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
        if (last == null || range.start() >= Math.max(last[1], last[0] + 1)) {
            ranges.add(new long[] {range.start(), range.end()});
        }
    }

    private long regionEnd(long address) {
        for (long[] region : regions) {
            if (address >= region[0] && address < region[1]) {
                return region[1];
            }
        }
        return 0;
    }

    /** The parts of the file that are code: start and end of each. */
    List<long[]> regions() {
        return regions;
    }

    int size() {
        return ranges.size();
    }

    long start(int function) {
        return ranges.get(function)[0];
    }

    long end(int function) {
        return ranges.get(function)[1];
    }

    /** Whether the file does not say where a function ends: it can go on with the next one. */
    boolean isOpen(int function) {
        return open.get(function);
    }

    /**
     * Lets a function go on to where the next one starts, if no function is known to be behind it. Unwind information ends before the instruction by which a
     * thread is made (glibc's {@code clone3}), since it would not be true of the new thread.
     *
     * @return whether it is longer now
     */
    boolean extend(int function) {
        long end = end(function);
        if (containing(end) != NONE || regionEnd(end) == 0) {
            return false;
        }
        int next = -Arrays.binarySearch(starts, end) - 1;
        Long nextFound = found.higherKey(end);
        long limit = Math.min(next < starts.length ? starts[next] : Long.MAX_VALUE, nextFound == null ? Long.MAX_VALUE : nextFound);
        ranges.get(function)[1] = Math.min(limit, regionEnd(end));
        return true;
    }

    /** The function that contains an address; {@link #NONE} if no function is known to. */
    int containing(long address) {
        int at = Arrays.binarySearch(starts, address);
        int index = at >= 0 ? at : -at - 2;
        if (index >= 0 && address < ranges.get(index)[1]) {
            return index;
        }
        Map.Entry<Long, Integer> before = found.floorEntry(address);
        return before != null && address < end(before.getValue()) ? before.getValue() : NONE;
    }

    /** The function that contains an address of code: a new one that starts there, if none is known to. {@link #NONE} if the address is not one of code. */
    int at(long address) {
        int known = containing(address);
        long limit = known == NONE ? regionEnd(address) : 0;
        if (known != NONE || limit == 0 || ranges.size() >= MAX_FUNCTIONS) {
            return known;
        }
        int before = Arrays.binarySearch(starts, address);
        int next = -before - 1;
        long end = next < starts.length ? Math.min(limit, starts[next]) : limit;
        Long nextFound = found.higherKey(address);
        open.set(ranges.size());
        ranges.add(new long[] {address, nextFound == null ? end : Math.min(end, nextFound)});
        found.put(address, ranges.size() - 1);
        return ranges.size() - 1;
    }

    /** The same of an address that is taken: it can also be one of a table in the code. */
    int atTaken(long address) {
        int known = containing(address);
        return known != NONE || !CodeLook.isCode(memory, address) ? known : at(address);
    }

    /** Whether a function is known to start at an address. */
    boolean startsAt(long address) {
        int function = containing(address);
        return function != NONE && start(function) == address;
    }
}
