// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/** One decoded instruction. {@link Decoder} fills the same object again and again. */
public final class Instruction {

    public static final int NO_REGISTER = -1;

    /** Which table an opcode is from. */
    public static final int ONE_BYTE = 0;
    public static final int TWO_BYTE = 1;
    public static final int THREE_BYTE_38 = 2;
    public static final int THREE_BYTE_3A = 3;

    int map;
    int opcode;
    int length;
    Flow flow;
    boolean vector;
    boolean rexW;
    boolean rex;
    boolean rexB;
    boolean operandSize16;
    boolean addressSize32;
    int repeat;
    boolean segment;
    boolean modrm;
    int mod;
    int reg;
    int rm;
    int vvvv;
    int base;
    int index;
    int scale;
    boolean ripRelative;
    long displacement;
    long immediate;
    int immediateSize;

    void clear() {
        map = ONE_BYTE;
        opcode = 0;
        length = 0;
        flow = Flow.NEXT;
        vector = false;
        rexW = false;
        rex = false;
        rexB = false;
        operandSize16 = false;
        addressSize32 = false;
        repeat = 0;
        segment = false;
        modrm = false;
        mod = 0;
        reg = 0;
        rm = 0;
        vvvv = 0;
        base = NO_REGISTER;
        index = NO_REGISTER;
        scale = 1;
        ripRelative = false;
        displacement = 0;
        immediate = 0;
        immediateSize = 0;
    }

    /** The table of {@link #opcode}: {@link #ONE_BYTE} and so on. */
    public int map() {
        return map;
    }

    public int opcode() {
        return opcode;
    }

    /** Whether the opcode is this one, of the scalar ones. */
    public boolean is(int ofMap, int ofOpcode) {
        return map == ofMap && opcode == ofOpcode && !vector;
    }

    /** Whether it does nothing. */
    public boolean isNothing() {
        return is(ONE_BYTE, 0x90) && opcodeRegister() == 0 || is(TWO_BYTE, 0x1f);
    }

    /** Bytes. */
    public int length() {
        return length;
    }

    public Flow flow() {
        return flow;
    }

    /** Whether it is encoded as AVX is (VEX, EVEX, XOP). */
    public boolean vector() {
        return vector;
    }

    /** Bytes of the operands of an instruction that is not one of bytes. */
    public int operandSize() {
        return rexW ? 8 : operandSize16 ? 2 : 4;
    }

    /** Whether register numbers 4 to 7 of byte operands are the low bytes of rsp to rdi; else they are ah to bh. */
    public boolean rex() {
        return rex;
    }

    /** 0xf2 or 0xf3, if it has such a prefix; else 0. */
    public int repeat() {
        return repeat;
    }

    public boolean modrm() {
        return modrm;
    }

    /** The register that the low bits of the opcode name, of opcodes that do. */
    public int opcodeRegister() {
        return opcode & 7 | (rexB ? 8 : 0);
    }

    /** The register of the {@code reg} operand, or the extension of the opcode in its low three bits. */
    public int reg() {
        return reg;
    }

    /** The register of the {@code rm} operand, if it is one: see {@link #memory}. */
    public int rm() {
        return rm;
    }

    /** The third register of a vector instruction. */
    public int vvvv() {
        return vvvv;
    }

    /** Whether the {@code rm} operand is in memory. */
    public boolean memory() {
        return modrm && mod != 3;
    }

    /** The base register of the operand in memory, or {@link #NO_REGISTER}. */
    public int base() {
        return base;
    }

    /** The index register of the operand in memory, or {@link #NO_REGISTER}. */
    public int index() {
        return index;
    }

    /** By what the index register is multiplied. */
    public int scale() {
        return scale;
    }

    /** Whether the operand in memory is in thread-local storage: at an address that is not known. */
    public boolean segment() {
        return segment;
    }

    /** What is added to the registers. */
    public long displacement() {
        return displacement;
    }

    /** Whether the operand in memory is at a distance from the next instruction. */
    public boolean ripRelative() {
        return ripRelative;
    }

    /** Whether the operand in memory is at an address that the instruction itself has. */
    public boolean absolute() {
        return memory() && !segment && (ripRelative || base == NO_REGISTER && index == NO_REGISTER);
    }

    /** That address. @param at the address of the instruction */
    public long address(long at) {
        return ripRelative ? at + length + displacement : displacement;
    }

    public long immediate() {
        return immediate;
    }

    public int immediateSize() {
        return immediateSize;
    }

    /** Where a direct jump, branch or call goes. @param at the address of the instruction */
    public long target(long at) {
        return at + length + immediate;
    }
}
