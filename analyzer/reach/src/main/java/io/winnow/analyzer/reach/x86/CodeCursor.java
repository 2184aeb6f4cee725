// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/** Where in the code a decoder is, and the operands that it reads there into an instruction. */
final class CodeCursor {

    private final byte[] code;
    private final int end;
    private final Instruction instruction;

    private int at;
    private boolean whole;
    /** The bits W, R, X and B of a REX prefix, or their like in a vector instruction. */
    private int rexBits;

    CodeCursor(byte[] code, int end, Instruction instruction) {
        if (end < 0 || end > code.length) {
            throw new IndexOutOfBoundsException("end=" + end + " length=" + code.length);
        }
        this.code = code;
        this.end = end;
        this.instruction = instruction;
    }

    void start(int index) {
        at = index;
        whole = true;
        rexBits = 0;
    }

    int at() {
        return at;
    }

    /** Whether all bytes that were asked for were there. */
    boolean whole() {
        return whole;
    }

    void rexBits(int bits) {
        rexBits = bits;
    }

    /** The next byte; 0 behind the end. */
    int next() {
        if (at >= end) {
            whole = false;
            return 0;
        }
        return code[at++] & 0xff;
    }

    /** The next byte, which stays the next. */
    int peek() {
        return at < end ? code[at] & 0xff : 0;
    }

    boolean relative(int size, Flow flow) {
        immediate(size);
        instruction.flow = flow;
        return true;
    }

    boolean operands(char operands) {
        if (operands == Opcodes.INVALID || operands == Opcodes.SPECIAL) {
            return false;
        }
        if (operands == Opcodes.MODRM || operands == Opcodes.MODRM_BYTE || operands == Opcodes.MODRM_WORD) {
            modrm();
        }
        if (operands == Opcodes.BYTE || operands == Opcodes.MODRM_BYTE) {
            immediate(1);
        } else if (operands == Opcodes.WORD || operands == Opcodes.MODRM_WORD) {
            immediate(instruction.operandSize16 && !instruction.rexW ? 2 : 4);
        }
        return true;
    }

    void modrm() {
        int b = next();
        instruction.modrm = true;
        instruction.mod = b >> 6;
        instruction.reg = (b >> 3 & 7) | (rexBits & 4) << 1;
        int rm = b & 7;
        instruction.rm = rm | (rexBits & 1) << 3;
        if (instruction.mod == 3) {
            return;
        }
        int displacementSize = instruction.mod == 1 ? 1 : instruction.mod == 2 ? 4 : 0;
        if (rm == 4) {
            int sib = next();
            int index = (sib >> 3 & 7) | (rexBits & 2) << 2;
            instruction.scale = 1 << (sib >> 6);
            instruction.index = index == 4 ? Instruction.NO_REGISTER : index;
            if ((sib & 7) == 5 && instruction.mod == 0) {
                displacementSize = 4;
            } else {
                instruction.base = (sib & 7) | (rexBits & 1) << 3;
            }
        } else if (rm == 5 && instruction.mod == 0) {
            instruction.ripRelative = true;
            displacementSize = 4;
        } else {
            instruction.base = instruction.rm;
        }
        instruction.displacement = number(displacementSize);
    }

    void immediate(int size) {
        instruction.immediate = number(size);
        instruction.immediateSize = size;
    }

    /** A signed number of some bytes. */
    private long number(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) next() << 8 * i;
        }
        return size == 0 || size == 8 ? value : value << 64 - 8 * size >> 64 - 8 * size;
    }
}
