// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.analyzer.reach.x86.Instruction;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/** What one instruction does to a state: moves, simple arithmetic and the stack are followed, all else makes its results anything. */
final class Transfer {

    private static final int ADD = 0;
    private static final int OR = 1;
    private static final int SBB = 3;
    private static final int AND = 4;
    private static final int SUB = 5;
    private static final int XOR = 6;
    private static final int CMP = 7;

    private Transfer() {}

    /** Applies an instruction that goes on with the next one and is no call. */
    static void apply(Instruction in, MachineState state) {
        boolean followed = !in.vector() && (in.map() == Instruction.ONE_BYTE ? oneByte(in, state) : in.map() == Instruction.TWO_BYTE && twoByte(in, state));
        if (followed) {
            return;
        }
        int written = WrittenRegisters.of(in);
        for (int register = 0; written != 0; register++, written >>>= 1) {
            if ((written & 1) != 0) {
                state.register(register, Value.ANYTHING);
            }
        }
        if (in.memory()) {
            forget(in, state, 64);
        }
    }

    private static boolean oneByte(Instruction in, MachineState state) {
        int opcode = in.opcode();
        if (opcode < 0x40) {
            return arithmetic(in, state, opcode >> 3, opcode & 7);
        }
        switch (opcode >> 3) {
            case 0x50 >> 3 -> push(state, state.register(in.opcodeRegister()));
            case 0x58 >> 3 -> state.register(in.opcodeRegister(), pop(state));
            case 0x90 >> 3 -> exchange(state, MachineState.RAX, in.opcodeRegister());
            case 0xb0 >> 3 -> lowByte(state, in);
            case 0xb8 >> 3 -> state.register(in.opcodeRegister(), sized(in, Value.constant(in.operandSize() == 4 ? in.immediate() & 0xffffffffL : in.immediate())));
            default -> {
                return other(in, state);
            }
        }
        return true;
    }

    private static boolean other(Instruction in, MachineState state) {
        switch (in.opcode()) {
            case 0x63 -> state.register(in.reg(), read(in, state));
            case 0x68, 0x6a -> push(state, Value.constant(in.immediate()));
            case 0x80, 0x82 -> writeByte(in, state, (in.reg() & 7) != CMP);
            case 0x81, 0x83 -> {
                if ((in.reg() & 7) != CMP) {
                    write(in, state, compute(in.reg() & 7, read(in, state), Value.constant(in.immediate())));
                }
            }
            case 0x84, 0x85, 0xa8, 0xa9 -> {
                // test
            }
            case 0x86 -> {
                byteRegister(state, in.reg(), in.rex());
                writeByte(in, state, true);
            }
            case 0x87 -> exchange(in, state);
            case 0x88, 0xc6 -> writeByte(in, state, true);
            case 0x89 -> write(in, state, state.register(in.reg()));
            case 0x8a -> byteRegister(state, in.reg(), in.rex());
            case 0x8b -> state.register(in.reg(), sized(in, read(in, state)));
            case 0x8d -> state.register(in.reg(), sized(in, address(in, state)));
            case 0x8f -> write(in, state, pop(state));
            case 0x98 -> state.register(MachineState.RAX, sized(in, state.register(MachineState.RAX)));
            case 0x9c -> push(state, Value.ANYTHING);
            case 0x9d -> pop(state);
            case 0xc7 -> write(in, state, Value.constant(in.immediate()));
            case 0xc9 -> {
                state.register(MachineState.RSP, state.register(MachineState.RBP));
                state.register(MachineState.RBP, pop(state));
            }
            case 0xa4, 0xa5, 0xaa, 0xab -> {
                forgetFrom(state, MachineState.RDI);
                return false;
            }
            case 0xfe -> writeByte(in, state, true);
            case 0xff -> {
                return increment(in, state);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean increment(Instruction in, MachineState state) {
        switch (in.reg() & 7) {
            case 0 -> write(in, state, compute(ADD, read(in, state), Value.constant(1)));
            case 1 -> write(in, state, compute(SUB, read(in, state), Value.constant(1)));
            case 6 -> push(state, read(in, state));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean twoByte(Instruction in, MachineState state) {
        int opcode = in.opcode();
        if (opcode >= 0x40 && opcode <= 0x4f) {
            state.register(in.reg(), state.register(in.reg()).join(sized(in, read(in, state))));
            return true;
        }
        if (opcode >= 0x90 && opcode <= 0x9f && !in.memory()) {
            // a byte: code that reads more has cleared the rest
            state.register(in.rex() || in.rm() < 4 ? in.rm() : in.rm() - 4, Value.either(0, 1));
            return true;
        }
        if (opcode == 0xb6 || opcode == 0xb7) {
            Value small = in.memory() ? Value.ANYTHING : state.register(in.rex() || in.rm() < 4 ? in.rm() : in.rm() - 4);
            state.register(in.reg(), small.isConstant() && LongStream.of(small.constants()).allMatch(each -> each >= 0 && each < 128) ? small : Value.ANYTHING);
            return true;
        }
        return opcode >= 0x19 && opcode <= 0x1d || opcode == 0x1f || opcode == 0x0d;
    }

    /** @param form 0 to 5: rm8,r8; rm,r; r8,rm8; r,rm; al,imm8; rax,imm */
    private static boolean arithmetic(Instruction in, MachineState state, int operation, int form) {
        if (operation == CMP || form > 5) {
            return true;
        }
        boolean same = (operation == XOR || operation == SUB || operation == SBB) && in.modrm() && !in.memory() && in.reg() == in.rm();
        switch (form) {
            case 0 -> writeByte(in, state, true);
            case 1 -> write(in, state, same ? computeSame(operation) : compute(operation, read(in, state), state.register(in.reg())));
            case 2 -> byteRegister(state, in.reg(), in.rex());
            case 3 -> state.register(in.reg(), sized(in, same ? computeSame(operation) : compute(operation, state.register(in.reg()), read(in, state))));
            case 4 -> state.register(MachineState.RAX, Value.ANYTHING);
            default -> state.register(MachineState.RAX, sized(in, compute(operation, state.register(MachineState.RAX), Value.constant(in.immediate()))));
        }
        return true;
    }

    /** Of a register with itself. */
    private static Value computeSame(int operation) {
        return operation == SBB ? Value.either(0, -1) : Value.constant(0);
    }

    private static Value compute(int operation, Value a, Value b) {
        if (a.isStackAddress() && b.isConstant() && b.constants().length == 1) {
            long bytes = b.constants()[0];
            // to align the stack leaves its words where they are in respect to one another
            return operation == ADD ? a.plus(bytes) : operation == SUB ? a.plus(-bytes) : operation == AND ? a : Value.ANYTHING;
        }
        LongBinaryOperator operator = switch (operation) {
            case ADD -> (x, y) -> x + y;
            case OR -> (x, y) -> x | y;
            case AND -> (x, y) -> x & y;
            case SUB -> (x, y) -> x - y;
            case XOR -> (x, y) -> x ^ y;
            default -> null;
        };
        return operator == null ? Value.ANYTHING : a.combine(b, operator);
    }

    private static Value address(Instruction in, MachineState state) {
        if (in.segment() || in.ripRelative()) {
            return Value.ANYTHING;
        }
        Value base = in.base() == Instruction.NO_REGISTER ? Value.constant(0) : state.register(in.base());
        if (in.index() == Instruction.NO_REGISTER) {
            return base.isStackAddress() ? base.plus(in.displacement()) : base.combine(Value.constant(in.displacement()), Long::sum);
        }
        if (in.index() == in.base()) {
            // the same number twice, and not each with each
            int scale = in.scale();
            return base.combine(Value.constant(in.displacement()), (a, b) -> a + a * scale + b);
        }
        Value index = state.register(in.index()).combine(Value.constant(in.scale()), (a, b) -> a * b);
        return base.combine(index, Long::sum).combine(Value.constant(in.displacement()), Long::sum);
    }

    private static Value read(Instruction in, MachineState state) {
        if (!in.memory()) {
            return state.register(in.rm());
        }
        Value address = address(in, state);
        if (address.isStackAddress() && in.operandSize() >= 4) {
            return state.slot(address.stackOffset());
        }
        boolean first = in.base() != Instruction.NO_REGISTER && in.base() != MachineState.RSP && in.index() == Instruction.NO_REGISTER && in.displacement() == 0;
        return first && !in.segment() && in.operandSize() == 4 ? Value.inStructure() : Value.ANYTHING;
    }

    private static void write(Instruction in, MachineState state, Value value) {
        if (!in.memory()) {
            state.register(in.rm(), sized(in, value));
            return;
        }
        Value address = address(in, state);
        if (address.isStackAddress()) {
            state.slot(address.stackOffset(), in.operandSize() >= 4 ? sized(in, value) : Value.ANYTHING);
        }
    }

    private static void writeByte(Instruction in, MachineState state, boolean writes) {
        if (writes && in.memory()) {
            forget(in, state, 1);
        } else if (writes) {
            byteRegister(state, in.rm(), in.rex());
        }
    }

    /** Without REX the numbers 4 to 7 are second bytes of the first four registers. */
    private static void byteRegister(MachineState state, int register, boolean rex) {
        state.register(rex || register < 4 || register > 7 ? register : register - 4, Value.ANYTHING);
    }

    /** A constant into the lowest byte of a register, as small code does after it cleared the register. */
    private static void lowByte(MachineState state, Instruction in) {
        int register = in.opcodeRegister();
        if (in.rex() || register < 4) {
            Value rest = state.register(register).combine(Value.constant(~0xffL), (a, b) -> a & b);
            state.register(register, rest.combine(Value.constant(in.immediate() & 0xff), (a, b) -> a | b));
        } else {
            byteRegister(state, register, in.rex());
        }
    }

    private static Value sized(Instruction in, Value value) {
        return switch (in.operandSize()) {
            case 8 -> value;
            case 4 -> value.lower();
            default -> Value.ANYTHING;
        };
    }

    private static void exchange(MachineState state, int a, int b) {
        Value first = state.register(a);
        state.register(a, state.register(b));
        state.register(b, first);
    }

    private static void exchange(Instruction in, MachineState state) {
        Value first = read(in, state);
        write(in, state, state.register(in.reg()));
        state.register(in.reg(), sized(in, first));
    }

    private static void push(MachineState state, Value value) {
        Value pointer = state.register(MachineState.RSP);
        if (pointer.isStackAddress()) {
            state.register(MachineState.RSP, pointer.plus(-8));
            state.slot(pointer.stackOffset() - 8, value);
        }
    }

    private static Value pop(MachineState state) {
        Value pointer = state.register(MachineState.RSP);
        if (!pointer.isStackAddress()) {
            return Value.ANYTHING;
        }
        state.register(MachineState.RSP, pointer.plus(8));
        return state.slot(pointer.stackOffset());
    }

    private static void forget(Instruction in, MachineState state, int bytes) {
        Value address = address(in, state);
        if (address.isStackAddress()) {
            state.forget(address.stackOffset(), address.stackOffset() + bytes);
        }
    }

    /** A callee, or an instruction that repeats, can write behind an address that a register has. */
    static void forgetFrom(MachineState state, int register) {
        if (state.register(register).isStackAddress()) {
            int from = state.register(register).stackOffset();
            state.forget(from, from + 4_096);
        }
    }
}
