// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.analyzer.reach.x86.Instruction;

/** Which general registers an instruction writes with something that is not computed here. More than it writes is right, fewer is not. */
final class WrittenRegisters {

    private static final int REG = 1 << 16;
    private static final int RM = 1 << 17;
    private static final int VVVV = 1 << 18;

    private WrittenRegisters() {}

    /** A bit for each register. */
    static int of(Instruction in) {
        int written = in.vector() ? vector(in) : switch (in.map()) {
            case Instruction.ONE_BYTE -> oneByte(in);
            case Instruction.TWO_BYTE -> twoByte(in);
            case Instruction.THREE_BYTE_38 -> in.opcode() >= 0xf0 ? REG | RM : 0;
            default -> threeByte(in);
        };
        int registers = written & 0xffff;
        if ((written & REG) != 0) {
            registers |= 1 << (in.reg() & 15);
        }
        if ((written & RM) != 0 && in.modrm() && !in.memory()) {
            registers |= 1 << (in.rm() & 15);
        }
        if ((written & VVVV) != 0) {
            registers |= 1 << (in.vvvv() & 15);
        }
        return registers;
    }

    private static int bit(int register) {
        return 1 << register;
    }

    private static int oneByte(Instruction in) {
        int opcode = in.opcode();
        return switch (opcode) {
            case 0x69, 0x6b -> REG;
            case 0xc0, 0xc1, 0xd0, 0xd1, 0xd2, 0xd3, 0x8c, 0x8f -> RM;
            case 0x99 -> bit(MachineState.RDX);
            case 0x6c, 0x6d, 0x6e, 0x6f, 0xa4, 0xa5, 0xa6, 0xa7 -> bit(MachineState.RSI) | bit(MachineState.RDI) | bit(MachineState.RCX);
            case 0xaa, 0xab, 0xae, 0xaf -> bit(MachineState.RDI) | bit(MachineState.RCX);
            case 0xac, 0xad -> bit(MachineState.RAX) | bit(MachineState.RSI) | bit(MachineState.RCX);
            case 0xa0, 0xa1, 0xd7, 0xe4, 0xe5, 0xec, 0xed, 0x9f, 0xdf -> bit(MachineState.RAX);
            case 0xe0, 0xe1, 0xe2 -> bit(MachineState.RCX);
            case 0xc8 -> bit(MachineState.RSP) | bit(MachineState.RBP);
            case 0xf6, 0xf7 -> switch (in.reg() & 7) {
                case 0, 1 -> 0;
                case 2, 3 -> RM;
                default -> bit(MachineState.RAX) | bit(MachineState.RDX);
            };
            default -> 0;
        };
    }

    private static int twoByte(Instruction in) {
        int opcode = in.opcode();
        if (opcode >= 0x90 && opcode <= 0x9f) {
            return RM;
        }
        if (opcode >= 0xc8 && opcode <= 0xcf) {
            return bit(in.opcodeRegister());
        }
        return switch (opcode) {
            case 0x02, 0x03, 0x2c, 0x2d, 0x50, 0xaf, 0xb8, 0xbc, 0xbd, 0xbe, 0xbf, 0xc5, 0xd7, 0xb2, 0xb4, 0xb5 -> REG;
            case 0x00, 0x20, 0x21, 0x78, 0xa4, 0xa5, 0xab, 0xac, 0xad, 0xb3, 0xba, 0xbb, 0xae -> RM;
            case 0x01, 0x31, 0x32, 0x33 -> bit(MachineState.RAX) | bit(MachineState.RDX) | bit(MachineState.RCX) | RM;
            case 0xa2 -> bit(MachineState.RAX) | bit(MachineState.RBX) | bit(MachineState.RCX) | bit(MachineState.RDX);
            case 0x7e -> in.repeat() == 0xf3 ? 0 : RM;
            case 0xb0, 0xb1 -> RM | bit(MachineState.RAX);
            case 0xc0, 0xc1 -> REG | RM;
            case 0xc7 -> RM | bit(MachineState.RAX) | bit(MachineState.RDX);
            case 0x1e -> in.repeat() == 0xf3 ? RM : 0;
            default -> 0;
        };
    }

    private static int threeByte(Instruction in) {
        return switch (in.opcode()) {
            case 0x14, 0x15, 0x16, 0x17 -> RM;
            case 0x61, 0x63 -> bit(MachineState.RCX);
            default -> 0;
        };
    }

    private static int vector(Instruction in) {
        return switch (in.map()) {
            case Instruction.TWO_BYTE -> switch (in.opcode()) {
                case 0x2c, 0x2d, 0x50, 0x78, 0x79, 0x93, 0xc5, 0xd7 -> REG;
                case 0x7e -> RM;
                default -> 0;
            };
            case Instruction.THREE_BYTE_38 -> in.opcode() >= 0xf2 && in.opcode() <= 0xf7 ? REG | VVVV : 0;
            case Instruction.THREE_BYTE_3A -> switch (in.opcode()) {
                case 0xf0 -> REG;
                case 0x61, 0x63 -> bit(MachineState.RCX);
                case 0x14, 0x15, 0x16, 0x17 -> RM;
                default -> 0;
            };
            // XOP and FP16, which move to general registers here and there
            case 5 -> in.opcode() == 0x7e ? RM : in.opcode() == 0x2c || in.opcode() == 0x2d || in.opcode() == 0x78 || in.opcode() == 0x79 ? REG : 0;
            case 9, 10 -> REG | VVVV;
            default -> 0;
        };
    }
}
