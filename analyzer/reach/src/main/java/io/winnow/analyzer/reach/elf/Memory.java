// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.List;
import java.util.Optional;

/** The memory that a file describes: numbers and strings by address. */
public final class Memory {

    private final List<Segment> segments;
    private final List<Bytes> bytes;
    /** The first address of all segments, and that behind the last one. */
    private final long start;
    private final long end;

    Memory(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.bytes = segments.stream().map(segment -> new Bytes("segment", segment.bytes())).toList();
        this.start = segments.stream().mapToLong(Segment::address).min().orElse(0);
        this.end = segments.stream().mapToLong(segment -> segment.address() + segment.bytes().length).max().orElse(0);
    }

    public List<Segment> segments() {
        return segments;
    }

    /** The segment whose bytes contain an address. */
    public Optional<Segment> segment(long address) {
        int i = find(address);
        return i < 0 ? Optional.empty() : Optional.of(segments.get(i));
    }

    /** Whether the file has bytes for this address. */
    public boolean contains(long address) {
        return find(address) >= 0;
    }

    /** Whether an address is one of code. */
    public boolean isCode(long address) {
        int i = find(address);
        return i >= 0 && segments.get(i).executable();
    }

    int i32(long address) throws MalformedElfException {
        int i = at(address);
        return bytes.get(i).i32(address - segments.get(i).address());
    }

    long u32(long address) throws MalformedElfException {
        return i32(address) & 0xffffffffL;
    }

    int u16(long address) throws MalformedElfException {
        int i = at(address);
        return bytes.get(i).u16(address - segments.get(i).address());
    }

    int u8(long address) throws MalformedElfException {
        int i = at(address);
        return bytes.get(i).u8(address - segments.get(i).address());
    }

    long i64(long address) throws MalformedElfException {
        int i = at(address);
        return bytes.get(i).i64(address - segments.get(i).address());
    }

    String string(long address, int max) throws MalformedElfException {
        int i = at(address);
        return bytes.get(i).string(address - segments.get(i).address(), max);
    }

    private int at(long address) throws MalformedElfException {
        int i = find(address);
        if (i < 0) {
            throw new MalformedElfException("address 0x" + Long.toHexString(address) + " is in no segment");
        }
        return i;
    }

    private int find(long address) {
        if (address < start || address >= end) {
            return -1; // most numbers are no addresses
        }
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).contains(address)) {
                return i;
            }
        }
        return -1;
    }
}
