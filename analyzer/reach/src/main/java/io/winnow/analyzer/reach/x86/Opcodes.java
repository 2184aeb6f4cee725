// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

/** Which operands an opcode has, in 64-bit mode (Intel SDM, volume 2, appendix A): one letter for each opcode, in rows of sixteen. */
final class Opcodes {

    /** No operands that are encoded. */
    static final char PLAIN = '.';
    /** A ModRM byte. */
    static final char MODRM = 'm';
    /** An immediate byte. */
    static final char BYTE = 'b';
    /** An immediate of the operand's size, of four bytes at most. */
    static final char WORD = 'z';
    /** A ModRM byte and an immediate byte. */
    static final char MODRM_BYTE = 'B';
    /** A ModRM byte and an immediate of the operand's size. */
    static final char MODRM_WORD = 'Z';
    /** Not in 64-bit mode, or not at all; prefixes, too, which are read before. */
    static final char INVALID = '-';
    /** A case of its own in {@link Decoder}. */
    static final char SPECIAL = 's';

    private static final String ONE_BYTE = ""
            + "mmmmbz--mmmmbz--"
            + "mmmmbz--mmmmbz--"
            + "mmmmbz--mmmmbz--"
            + "mmmmbz--mmmmbz--"
            + "----------------"
            + "................"
            + "--sm----zZbB...."
            + "ssssssssssssssss"
            + "BZ-Bmmmmmmmmmmmm"
            + "..........-....."
            + "ssss....bz......"
            + "bbbbbbbbssssssss"
            + "BBs.ssBZs.s..b-."
            + "mmmm---.mmmmmmmm"
            + "ssssbbbbss-s...."
            + "-.--..ss......mm";

    private static final String TWO_BYTE = ""
            + "mmmm-.....-.-m.B"
            + "mmmmmmmmmmmmmmmm"
            + "mmmm----mmmmmmmm"
            + "........s-s-----"
            + "mmmmmmmmmmmmmmmm"
            + "mmmmmmmmmmmmmmmm"
            + "mmmmmmmmmmmmmmmm"
            + "BBBBmmm.smmmmmmm"
            + "ssssssssssssssss"
            + "mmmmmmmmmmmmmmmm"
            + "...mBmmm...mBmmm"
            + "mmmmmmmmmmBmmmmm"
            + "mmBmBBBm........"
            + "mmmmmmmmmmmmmmmm"
            + "mmmmmmmmmmmmmmmm"
            + "mmmmmmmmmmmmmmmm";

    private static final char[] ONE = ONE_BYTE.toCharArray();
    private static final char[] TWO = TWO_BYTE.toCharArray();

    static {
        if (ONE.length != 256 || TWO.length != 256) {
            throw new IllegalStateException("a table has " + ONE.length + " and " + TWO.length + " opcodes, and not 256");
        }
    }

    private Opcodes() {}

    static char oneByte(int opcode) {
        return ONE[opcode];
    }

    static char twoByte(int opcode) {
        return TWO[opcode];
    }
}
