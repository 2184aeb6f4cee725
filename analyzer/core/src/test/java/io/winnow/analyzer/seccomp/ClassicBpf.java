// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs a classic BPF program over {@code struct seccomp_data} (include/uapi/linux/filter.h, linux/seccomp.h): the instructions that seccomp
 * filters use, and no other.
 */
final class ClassicBpf {

    static final int AUDIT_ARCH_X86_64 = 0xc000003e;
    static final int AUDIT_ARCH_I386 = 0x40000003;

    private static final int LOAD_WORD = 0x20;
    private static final int AND = 0x54;
    private static final int JUMP = 0x05;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_GREATER_OR_EQUAL = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;
    private static final int INSTRUCTION_BYTES = 8;

    private final int[] code;
    private final int[] whenTrue;
    private final int[] whenFalse;
    private final int[] constant;

    /** An array of {@code struct sock_filter} in the host's order. */
    ClassicBpf(byte[] program) {
        ByteBuffer in = ByteBuffer.wrap(program).order(ByteOrder.nativeOrder());
        int count = program.length / INSTRUCTION_BYTES;
        code = new int[count];
        whenTrue = new int[count];
        whenFalse = new int[count];
        constant = new int[count];
        for (int i = 0; i < count; i++) {
            code[i] = in.getShort() & 0xffff;
            whenTrue[i] = in.get() & 0xff;
            whenFalse[i] = in.get() & 0xff;
            constant[i] = in.getInt();
        }
    }

    int instructions() {
        return code.length;
    }

    /** The program's return value. */
    int run(int architecture, int number, long[] args) {
        int accumulator = 0;
        for (int pc = 0; pc < code.length; pc++) {
            int k = constant[pc];
            switch (code[pc]) {
                case LOAD_WORD -> accumulator = word(k, architecture, number, args);
                case AND -> accumulator &= k;
                case JUMP -> pc += k;
                case JUMP_EQUAL -> pc += accumulator == k ? whenTrue[pc] : whenFalse[pc];
                case JUMP_GREATER -> pc += Integer.compareUnsigned(accumulator, k) > 0 ? whenTrue[pc] : whenFalse[pc];
                case JUMP_GREATER_OR_EQUAL -> pc += Integer.compareUnsigned(accumulator, k) >= 0 ? whenTrue[pc] : whenFalse[pc];
                case JUMP_SET -> pc += (accumulator & k) != 0 ? whenTrue[pc] : whenFalse[pc];
                case RETURN -> {
                    return k;
                }
                default -> throw new IllegalStateException("instruction " + pc + " has code 0x" + Integer.toHexString(code[pc]));
            }
        }
        throw new IllegalStateException("the program ends without a return");
    }

    private static int word(int offset, int architecture, int number, long[] args) {
        return switch (offset) {
            case 0 -> number;
            case 4 -> architecture;
            case 8, 12 -> 0; // the instruction pointer, which no profile asks for
            default -> {
                long argument = args[(offset - 16) / Long.BYTES];
                yield (int) (offset % Long.BYTES == 0 ? argument : argument >>> Integer.SIZE);
            }
        };
    }
}
