// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the functions of a Go program from the table that its runtime unwinds with (Go's {@code runtime/symtab.go}, pcHeader), from Go 1.18 on. */
final class GoReader {

    private static final long GO_1_18 = 0xfffffff0L;
    private static final long GO_1_20 = 0xfffffff1L;
    private static final int MAX_FUNCTIONS = 2_000_000;
    private static final int MAX_NAME = 200;

    private GoReader() {}

    /**
     * The functions.
     *
     * @param table the address of {@code .gopclntab}
     * @param text the address of {@code .text}
     * @param pointers what the loader fills in: slot → address
     */
    static List<FunctionRange> read(Memory memory, long table, long text, Map<Long, Long> pointers) throws MalformedElfException {
        List<FunctionRange> functions = new ArrayList<>();
        long magic = memory.u32(table);
        if (magic != GO_1_18 && magic != GO_1_20) {
            return functions;
        }
        long count = memory.i64(table + 8);
        if (count < 0 || count > MAX_FUNCTIONS) {
            throw new MalformedElfException("it has more than " + MAX_FUNCTIONS + " Go functions");
        }
        long stored = pointers.getOrDefault(table + 24, memory.i64(table + 24));
        long start = stored == 0 ? text : stored;
        long names = table + memory.i64(table + 32);
        long entries = table + memory.i64(table + 64);
        for (long i = 0; i < count; i++) {
            long from = start + memory.u32(entries + 8 * i);
            long to = start + memory.u32(entries + 8 * (i + 1));
            long function = entries + memory.u32(entries + 8 * i + 4);
            functions.add(new FunctionRange(memory.string(names + memory.i32(function + 4), MAX_NAME), from, Math.max(from, to)));
        }
        return functions;
    }
}
