// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.Memory;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Instruction;
import java.util.Optional;

/**
 * Whether an address of code, of which a file says nothing, can be where a function starts. Cryptographic libraries have tables between their functions, in which
 * some bytes look like system calls.
 */
final class CodeLook {

    private static final int MAX_INSTRUCTIONS = 64;

    private CodeLook() {}

    /** False if the bytes there, up to the first return, jump or call, have one that no processor carries out, or that leads to where no code is. */
    static boolean isCode(Memory memory, long address) {
        Optional<Segment> segment = memory.segment(address);
        if (segment.isEmpty() || !segment.get().executable()) {
            return false;
        }
        byte[] bytes = segment.get().bytes();
        Decoder decoder = new Decoder(bytes, bytes.length);
        int at = segment.get().index(address);
        for (int i = 0; i < MAX_INSTRUCTIONS && at < bytes.length; i++) {
            Instruction in = decoder.decode(at);
            if (!decoder.valid()) {
                return false;
            }
            switch (in.flow()) {
                case CALL, JUMP -> {
                    return memory.isCode(in.target(segment.get().address() + at));
                }
                case BRANCH -> {
                    if (!memory.isCode(in.target(segment.get().address() + at))) {
                        return false;
                    }
                }
                case RETURN, STOP, INDIRECT_CALL, INDIRECT_JUMP -> {
                    return true;
                }
                default -> {
                    // it goes on with the next one
                }
            }
            at += in.length();
        }
        return true;
    }
}
