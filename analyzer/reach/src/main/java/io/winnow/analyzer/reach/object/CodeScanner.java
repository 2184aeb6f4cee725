// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.Memory;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Flow;
import io.winnow.analyzer.reach.x86.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Goes through the code of each function once, from its first instruction to its last, and notes what it refers to. */
final class CodeScanner {

    private final ElfFile file;
    private final Memory memory;
    private final FunctionTable functions;
    private final ImportTable imports;
    private final long base;
    private final Deadline deadline;

    private References references;
    private long start;
    private long end;

    CodeScanner(ElfFile file, FunctionTable functions, ImportTable imports, long base, Deadline deadline) {
        this.file = file;
        this.memory = file.memory();
        this.functions = functions;
        this.imports = imports;
        this.base = base;
        this.deadline = deadline;
    }

    /** The references of each function. Functions that are found on the way are gone through, too. */
    List<References> scan() throws NotAnalyzedException {
        List<References> all = new ArrayList<>();
        for (int function = 0; function < functions.size(); function++) {
            deadline.check();
            references = new References();
            all.add(references);
            scan(function);
        }
        return all;
    }

    private void scan(int function) {
        start = functions.start(function);
        end = functions.end(function);
        Optional<Segment> found = memory.segment(start);
        if (found.isEmpty()) {
            return;
        }
        Segment segment = found.get();
        Flow last = scan(segment, start);
        if (last.next() && functions.extend(function)) {
            long extended = end;
            end = functions.end(function);
            last = scan(segment, extended);
        }
        if (last.next() && functions.isOpen(function)) {
            int next = functions.containing(end);
            if (next != FunctionTable.NONE) {
                references.calls.add(next);
            }
        }
    }

    /** From an address to the end of the function. @return how the last instruction goes on */
    private Flow scan(Segment segment, long from) {
        int limit = (int) Math.min(segment.bytes().length, end - segment.address());
        Decoder decoder = new Decoder(segment.bytes(), limit);
        Flow last = Flow.STOP;
        for (int at = segment.index(from); at < limit;) {
            Instruction in = decoder.decode(at);
            if (decoder.valid()) {
                note(in, segment.address() + at);
            }
            last = in.flow();
            at += in.length();
        }
        return last;
    }

    private void note(Instruction in, long at) {
        switch (in.flow()) {
            case CALL, JUMP, BRANCH -> noteTarget(in.target(at));
            case SYSCALL, SYSCALL_I386 -> references.entersKernel = true;
            case INDIRECT_CALL, INDIRECT_JUMP -> {
                int symbol = in.absolute() ? imports.inSlot(in.address(at)) : ImportTable.NONE;
                if (symbol != ImportTable.NONE) {
                    references.imports.add(symbol);
                } else {
                    noteMemory(in, at);
                }
            }
            default -> {
                noteMemory(in, at);
                if (!file.positionIndependent() && in.immediateSize() >= 4) {
                    noteNumber(in.immediateSize() == 4 ? in.immediate() & 0xffffffffL : in.immediate());
                }
            }
        }
    }

    private void noteTarget(long target) {
        if (target >= start && target < end) {
            return;
        }
        int symbol = imports.ofStub(target);
        if (symbol != ImportTable.NONE) {
            references.imports.add(symbol);
            return;
        }
        int function = functions.at(target);
        if (function != FunctionTable.NONE) {
            references.calls.add(function);
        }
    }

    private void noteMemory(Instruction in, long at) {
        if (!in.memory()) {
            return;
        }
        if (in.absolute()) {
            noteAddress(in.address(at));
        } else if (!file.positionIndependent() && !in.segment()) {
            noteNumber(in.displacement() & 0xffffffffL);
        }
    }

    private void noteAddress(long address) {
        int symbol = imports.inSlot(address);
        if (symbol != ImportTable.NONE) {
            references.imports.add(symbol);
            references.importsTaken.add(symbol);
        } else if (memory.isCode(address)) {
            noteCode(address);
        } else if (memory.contains(address)) {
            references.data.add((int) (address - base));
        }
    }

    /** Code also has labels and constants: what no function is at is a part of this one. */
    private void noteCode(long address) {
        if (address < start || address >= end) {
            int symbol = imports.ofStub(address);
            if (symbol != ImportTable.NONE) {
                references.imports.add(symbol);
                references.importsTaken.add(symbol);
                return;
            }
        }
        int function = functions.atTaken(address);
        if (function != FunctionTable.NONE) {
            references.takes.add(function);
        } else {
            references.data.add((int) (address - base));
        }
    }

    /** In code that is not position-independent any number can be an address. One of code is taken for one if a function starts there. */
    private void noteNumber(long number) {
        if (memory.isCode(number)) {
            if (functions.startsAt(number) || imports.ofStub(number) != ImportTable.NONE) {
                noteCode(number);
            } else if (functions.containing(number) == FunctionTable.NONE) {
                references.data.add((int) (number - base));
            }
        } else if (memory.contains(number)) {
            references.data.add((int) (number - base));
        }
    }
}
