// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an ELF file (System V ABI, chapters 4 and 5). */
public final class ElfReader {

    /** Bytes of one file that are read at most: its loaded parts and its tables. */
    public static final int MAX_LOADED = 160 << 20;

    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final int MAX_PROGRAM_HEADERS = 256;
    private static final int MAX_SECTIONS = 4_096;
    private static final int MAX_TABLE = 64 << 20;
    private static final int MAX_PATH = 4_096;
    private static final int MAX_NAME = 64;

    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;
    private static final int X86_64 = 62;

    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERP = 3;
    private static final int NOTE = 4;
    private static final int EH_FRAME = 0x6474e550;
    private static final int RELA = 4;

    private final ElfSource source;
    private final Bytes header;
    private final List<long[]> programHeaders = new ArrayList<>();
    private int loaded;

    private ElfReader(ElfSource source) throws IOException, MalformedElfException {
        this.source = source;
        if (source.size() < HEADER) {
            throw new MalformedElfException("it is no ELF file: it has " + source.size() + " bytes");
        }
        header = new Bytes("header", source.read(0, HEADER));
        checkHeader();
        readProgramHeaders();
    }

    /**
     * Reads a file.
     *
     * @throws MalformedElfException if it is no program or library for x86-64, or is damaged, or beyond a limit
     */
    public static ElfFile read(ElfSource source) throws IOException, MalformedElfException {
        return new ElfReader(source).read();
    }

    private void checkHeader() throws MalformedElfException {
        if (header.i32(0) != 0x464c457f) {
            throw new MalformedElfException("it is no ELF file");
        }
        if (header.u8(4) != 2 || header.u8(5) != 1 || header.u16(18) != X86_64) {
            throw new MalformedElfException("it is not for x86-64");
        }
        int type = header.u16(16);
        if (type != EXECUTABLE && type != SHARED) {
            throw new MalformedElfException("it is neither a program nor a library (type " + type + ")");
        }
    }

    private void readProgramHeaders() throws IOException, MalformedElfException {
        int count = header.u16(56);
        if (header.u16(54) != PROGRAM_HEADER || count > MAX_PROGRAM_HEADERS) {
            throw new MalformedElfException("its program headers are not of this format (" + count + " of " + header.u16(54) + " bytes)");
        }
        Bytes table = new Bytes("program headers", source.read(header.i64(32), count * PROGRAM_HEADER));
        for (int i = 0; i < count; i++) {
            long at = (long) i * PROGRAM_HEADER;
            // type, flags, offset, address, bytes of the file, bytes in memory
            programHeaders.add(new long[] {table.i32(at), table.i32(at + 4), table.i64(at + 8), table.i64(at + 16), table.i64(at + 32), table.i64(at + 40)});
        }
    }

    private ElfFile read() throws IOException, MalformedElfException {
        Memory memory = new Memory(segments());
        List<ElfSection> sections = sections();
        long[] table = programHeader(DYNAMIC).orElse(new long[6]);
        Dynamic dynamic = new Dynamic(memory, table[3], table[4]);
        List<ElfSymbol> symbols = SymbolReader.dynamic(memory, dynamic);
        List<Relocation> relocations = relocations(memory, dynamic, symbols, sections);
        Optional<long[]> interp = programHeader(INTERP);
        Optional<ElfSection> go = sections.stream().filter(each -> each.name().endsWith(".gopclntab")).findFirst();
        return new ElfFile(
                header.u16(16) == SHARED,
                header.i64(24),
                interp.isPresent() ? memory.string(interp.get()[3], MAX_PATH) : "",
                buildId(memory),
                memory,
                sections,
                dynamic,
                symbols,
                linkedSymbols(sections),
                relocations,
                ranges(memory, sections, relocations, go),
                go.isPresent());
    }

    private List<Segment> segments() throws IOException, MalformedElfException {
        List<Segment> segments = new ArrayList<>();
        for (long[] each : programHeaders) {
            if (each[0] == LOAD && each[4] > 0) {
                byte[] bytes = source.read(each[2], length(each[4]));
                if (each[3] < 0 || each[3] > Long.MAX_VALUE - bytes.length) {
                    throw new MalformedElfException("a segment is at address 0x" + Long.toHexString(each[3]));
                }
                segments.add(new Segment(each[3], bytes, each[5], (each[1] & 1) != 0, (each[1] & 2) != 0));
            }
        }
        if (segments.isEmpty()) {
            throw new MalformedElfException("it loads nothing");
        }
        return segments;
    }

    /** As an array's, and within the limit of the whole file. */
    private int length(long bytes) throws MalformedElfException {
        if (bytes < 0 || bytes > MAX_LOADED - loaded) {
            throw new MalformedElfException("it is larger than " + (MAX_LOADED >> 20) + " MiB");
        }
        loaded += (int) bytes;
        return (int) bytes;
    }

    private Optional<long[]> programHeader(int type) {
        return programHeaders.stream().filter(each -> each[0] == type).findFirst();
    }

    /** Loaders do not read sections, so what is wrong with them is as if they were not there. */
    private List<ElfSection> sections() throws IOException {
        List<ElfSection> sections = new ArrayList<>();
        try {
            int count = header.u16(60);
            if (header.u16(58) != SECTION_HEADER || count == 0 || count > MAX_SECTIONS) {
                return sections;
            }
            Bytes table = new Bytes("section headers", source.read(header.i64(40), count * SECTION_HEADER));
            long names = (long) header.u16(62) * SECTION_HEADER;
            Bytes text = new Bytes("section names", source.read(table.i64(names + 24), table(table.i64(names + 32))));
            for (long at = 0; at < table.length(); at += SECTION_HEADER) {
                sections.add(new ElfSection(
                        text.string(table.u32(at), MAX_NAME), table.i32(at + 4), table.i64(at + 8), table.i64(at + 16),
                        table.i64(at + 24), table.i64(at + 32), table.i32(at + 40)));
            }
        } catch (MalformedElfException e) {
            sections.clear();
        }
        return sections;
    }

    private static int table(long bytes) throws MalformedElfException {
        if (bytes < 0 || bytes > MAX_TABLE) {
            throw new MalformedElfException("a table is larger than " + (MAX_TABLE >> 20) + " MiB");
        }
        return (int) bytes;
    }

    private List<ElfSymbol> linkedSymbols(List<ElfSection> sections) throws IOException {
        for (ElfSection section : sections) {
            if (section.type() == ElfSection.SYMTAB && section.link() > 0 && section.link() < sections.size()) {
                ElfSection names = sections.get(section.link());
                try {
                    return SymbolReader.linked(
                            new Bytes("symbol table", source.read(section.offset(), table(section.size()))),
                            new Bytes("symbol names", source.read(names.offset(), table(names.size()))));
                } catch (MalformedElfException e) {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    private static List<Relocation> relocations(Memory memory, Dynamic dynamic, List<ElfSymbol> symbols, List<ElfSection> sections) throws MalformedElfException {
        RelocationReader reader = new RelocationReader(memory, dynamic, symbols);
        if (dynamic.has(Dynamic.SYMTAB)) {
            return reader.read();
        }
        for (ElfSection section : sections) {
            if (section.type() == RELA && section.allocated()) {
                return reader.readTable(section.address(), section.size());
            }
        }
        return reader.read();
    }

    private List<FunctionRange> ranges(Memory memory, List<ElfSection> sections, List<Relocation> relocations, Optional<ElfSection> go) throws MalformedElfException {
        List<FunctionRange> ranges = new ArrayList<>();
        Optional<long[]> frames = programHeader(EH_FRAME);
        if (frames.isPresent()) {
            ranges.addAll(FrameReader.read(memory, frames.get()[3]));
        }
        if (go.isPresent()) {
            Map<Long, Long> pointers = new HashMap<>();
            for (Relocation each : relocations) {
                if (each.kind() == Relocation.Kind.POINTER && !each.hasSymbol()) {
                    pointers.put(each.slot(), each.target());
                }
            }
            long text = sections.stream().filter(each -> each.name().equals(".text")).mapToLong(ElfSection::address).findFirst().orElse(0);
            ranges.addAll(GoReader.read(memory, go.get().address(), text, pointers));
        }
        return ranges;
    }

    private String buildId(Memory memory) throws MalformedElfException {
        for (long[] each : programHeaders) {
            if (each[0] == NOTE) {
                long at = each[3];
                long end = at + Math.min(each[4], MAX_PATH);
                while (at + 16 <= end && memory.contains(at + 15)) {
                    long name = align(memory.u32(at));
                    long size = memory.u32(at + 4);
                    if (memory.i32(at + 8) == 3 && name == 4 && memory.i32(at + 12) == 0x00554e47 && size <= 64) {
                        byte[] id = new byte[(int) size];
                        for (int i = 0; i < size; i++) {
                            id[i] = (byte) memory.u8(at + 16 + i);
                        }
                        return HexFormat.of().formatHex(id);
                    }
                    at += 12 + name + align(size);
                }
            }
        }
        return "";
    }

    private static long align(long size) {
        return size + 3 & ~3L;
    }
}
