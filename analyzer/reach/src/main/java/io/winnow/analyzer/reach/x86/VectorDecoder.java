// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/** Decodes what follows the first byte of a VEX, EVEX or XOP instruction (Intel SDM, volume 2, 2.3 and 2.7; AMD APM, volume 6). */
final class VectorDecoder {

    private static final int VEX_2 = 0xc5;
    private static final int EVEX = 0x62;
    private static final int XOP = 0x8f;

    private final CodeCursor cursor;
    private final Instruction instruction;

    VectorDecoder(CodeCursor cursor, Instruction instruction) {
        this.cursor = cursor;
        this.instruction = instruction;
    }

    /** @param form the first byte */
    boolean decode(int form) {
        int first = cursor.next();
        int opcodeMap;
        switch (form) {
            case VEX_2 -> {
                opcodeMap = 1;
                cursor.rexBits((~first & 0x80) >> 5);
                instruction.vvvv = ~first >> 3 & 15;
            }
            case EVEX -> {
                opcodeMap = first & 7;
                cursor.rexBits(~first >> 5 & 7);
                instruction.vvvv = ~cursor.next() >> 3 & 15;
                cursor.next();
            }
            default -> {
                opcodeMap = first & 0x1f;
                cursor.rexBits(~first >> 5 & 7);
                instruction.vvvv = ~cursor.next() >> 3 & 15;
            }
        }
        instruction.opcode = cursor.next();
        instruction.map = opcodeMap;
        return vectorOperands(form, opcodeMap);
    }

    private boolean vectorOperands(int form, int opcodeMap) {
        return switch (opcodeMap) {
            case 1 -> {
                char operands = Opcodes.twoByte(instruction.opcode);
                if (instruction.opcode == 0x77 && form != EVEX) {
                    yield true;
                }
                yield cursor.operands(operands == Opcodes.MODRM_BYTE && instruction.opcode != 0x0f && instruction.opcode != 0xa4 && instruction.opcode != 0xac
                                && instruction.opcode != 0xba
                        ? Opcodes.MODRM_BYTE
                        : Opcodes.MODRM);
            }
            case 2, 9 -> cursor.operands(Opcodes.MODRM);
            case 3, 8 -> cursor.operands(Opcodes.MODRM_BYTE);
            case 5, 6 -> form == EVEX && cursor.operands(Opcodes.MODRM);
            case 10 -> {
                cursor.modrm();
                cursor.immediate(4);
                yield form == XOP;
            }
            default -> false;
        };
    }
}
