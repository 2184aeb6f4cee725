// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/**
 * Decodes one instruction after another. Any bytes can be given: what is no instruction, or is not whole, is no error but an instruction of one byte that
 * stops, so that the next decoding goes on behind it.
 */
public final class Decoder {

    private static final int MAX_LENGTH = 15;

    private final Instruction instruction = new Instruction();
    private final CodeCursor cursor;
    private final VectorDecoder vectors;

    /** @param end the first index behind the code */
    public Decoder(byte[] code, int end) {
        cursor = new CodeCursor(code, end, instruction);
        vectors = new VectorDecoder(cursor, instruction);
    }

    /**
     * Decodes the instruction at an index.
     *
     * @param start an index before the end
     * @return the same object each time, with other contents
     */
    public Instruction decode(int start) {
        instruction.clear();
        cursor.start(start);
        boolean valid = decodePrefixes(start) && decodeOpcode() && cursor.whole() && cursor.at() - start <= MAX_LENGTH;
        if (!valid) {
            instruction.clear();
            instruction.flow = Flow.STOP;
            instruction.opcode = -1;
            instruction.length = 1;
        } else {
            instruction.length = cursor.at() - start;
        }
        return instruction;
    }

    /** Whether the last decoded bytes were an instruction. */
    public boolean valid() {
        return instruction.opcode >= 0;
    }

    private boolean decodePrefixes(int start) {
        while (cursor.at() - start < MAX_LENGTH) {
            int b = cursor.peek();
            if ((b & 0xf0) == 0x40) {
                cursor.next();
                if (isOpcode(cursor.peek())) {
                    // REX counts only if the opcode follows it
                    cursor.rexBits(b);
                    instruction.rex = true;
                    instruction.rexW = (b & 8) != 0;
                    instruction.rexB = (b & 1) != 0;
                    return true;
                }
            } else if (isOpcode(b)) {
                return true;
            } else {
                legacyPrefix(cursor.next());
            }
        }
        return false;
    }

    private void legacyPrefix(int b) {
        switch (b) {
            case 0x66 -> instruction.operandSize16 = true;
            case 0x67 -> instruction.addressSize32 = true;
            case 0xf2, 0xf3 -> instruction.repeat = b;
            case 0x64, 0x65 -> instruction.segment = true;
            default -> {
                // lock, and segments that are the same memory: they change nothing here
            }
        }
    }

    private static boolean isOpcode(int b) {
        return switch (b) {
            case 0x66, 0x67, 0xf2, 0xf3, 0x64, 0x65, 0xf0, 0x2e, 0x36, 0x3e, 0x26 -> false;
            default -> (b & 0xf0) != 0x40;
        };
    }

    private boolean decodeOpcode() {
        int opcode = cursor.next();
        instruction.opcode = opcode;
        if (opcode == 0x0f) {
            return decodeTwoByte(cursor.next());
        }
        return switch (opcode) {
            case 0xc4, 0xc5, 0x62 -> decodeVector(opcode);
            case 0x8f -> (cursor.peek() & 0x1f) >= 8 ? decodeVector(opcode) : cursor.operands(Opcodes.MODRM);
            default -> {
                char operands = Opcodes.oneByte(opcode);
                yield operands == Opcodes.SPECIAL ? decodeSpecial(opcode) : cursor.operands(operands) && flowOfOneByte(opcode);
            }
        };
    }

    private boolean decodeSpecial(int opcode) {
        switch (opcode >> 4) {
            case 0x7 -> {
                return cursor.relative(1, Flow.BRANCH);
            }
            case 0xa -> cursor.immediate(instruction.addressSize32 ? 4 : 8);
            case 0xb -> cursor.immediate(instruction.rexW ? 8 : instruction.operandSize16 ? 2 : 4);
            default -> {
                return decodeFlow(opcode);
            }
        }
        return true;
    }

    private boolean decodeFlow(int opcode) {
        switch (opcode) {
            case 0xe0, 0xe1, 0xe2, 0xe3 -> cursor.relative(1, Flow.BRANCH);
            case 0xe8 -> cursor.relative(4, Flow.CALL);
            case 0xe9 -> cursor.relative(4, Flow.JUMP);
            case 0xeb -> cursor.relative(1, Flow.JUMP);
            case 0xc2, 0xca -> {
                cursor.immediate(2);
                instruction.flow = Flow.RETURN;
            }
            case 0xc8 -> cursor.immediate(3);
            case 0xf6 -> {
                cursor.modrm();
                cursor.immediate((instruction.reg & 7) < 2 ? 1 : 0);
            }
            case 0xf7 -> {
                cursor.modrm();
                cursor.immediate((instruction.reg & 7) < 2 ? instruction.operandSize16 && !instruction.rexW ? 2 : 4 : 0);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean flowOfOneByte(int opcode) {
        switch (opcode) {
            case 0xc3, 0xcb, 0xcf -> instruction.flow = Flow.RETURN;
            case 0xf4 -> instruction.flow = Flow.STOP;
            case 0xcd -> instruction.flow = (instruction.immediate & 0xff) == 0x80 ? Flow.SYSCALL_I386 : (instruction.immediate & 0xff) == 0x29 ? Flow.STOP : Flow.NEXT;
            case 0xff -> {
                int extension = instruction.reg & 7;
                if (extension == 7) {
                    return false;
                }
                if (extension == 2 || extension == 3) {
                    instruction.flow = Flow.INDIRECT_CALL;
                } else if (extension == 4 || extension == 5) {
                    instruction.flow = Flow.INDIRECT_JUMP;
                }
            }
            default -> instruction.flow = Flow.NEXT;
        }
        return true;
    }

    private boolean decodeTwoByte(int opcode) {
        instruction.map = Instruction.TWO_BYTE;
        instruction.opcode = opcode;
        char operands = Opcodes.twoByte(opcode);
        if (operands != Opcodes.SPECIAL) {
            boolean valid = cursor.operands(operands);
            switch (opcode) {
                case 0x05 -> instruction.flow = Flow.SYSCALL;
                case 0x34 -> instruction.flow = Flow.SYSCALL_I386;
                case 0x07, 0x35, 0x0b, 0xb9, 0xff -> instruction.flow = Flow.STOP;
                default -> instruction.flow = Flow.NEXT;
            }
            return valid;
        }
        if (opcode >> 4 == 8) {
            return cursor.relative(4, Flow.BRANCH);
        }
        if (opcode == 0x78) {
            // SSE4a's insertq and extrq; without a prefix, vmread
            cursor.modrm();
            cursor.immediate(instruction.operandSize16 || instruction.repeat == 0xf2 ? 2 : 0);
            return true;
        }
        instruction.map = opcode == 0x38 ? Instruction.THREE_BYTE_38 : Instruction.THREE_BYTE_3A;
        instruction.opcode = cursor.next();
        return cursor.operands(opcode == 0x38 ? Opcodes.MODRM : Opcodes.MODRM_BYTE);
    }

    private boolean decodeVector(int form) {
        instruction.vector = true;
        return vectors.decode(form);
    }
}
