// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecoderTest {

    @Test
    void aSystemCallAndItsNumberAreDecoded() {
        Instruction in = decode("b83c000000");
        assertThat(in.length()).isEqualTo(5);
        assertThat(in.immediate()).isEqualTo(60);
        assertThat(in.opcodeRegister()).isZero();
        assertThat(decode("0f05").flow()).isEqualTo(Flow.SYSCALL);
        assertThat(decode("cd80").flow()).isEqualTo(Flow.SYSCALL_I386);
        assertThat(decode("0f34").flow()).isEqualTo(Flow.SYSCALL_I386);
    }

    @Test
    void theTargetOfACallIsBehindIt() {
        Instruction in = decode("e8fbffffff");
        assertThat(in.flow()).isEqualTo(Flow.CALL);
        assertThat(in.target(0x1000)).isEqualTo(0x1000);
    }

    @Test
    void anAddressThatIsRelativeToTheInstructionIsResolved() {
        Instruction in = decode("488d0510000000");
        assertThat(in.absolute()).isTrue();
        assertThat(in.address(0x1000)).isEqualTo(0x1017);
        assertThat(decode("64488b042528000000").absolute()).as("thread-local").isFalse();
    }

    @Test
    void whatIsNoInstructionIsOneByteThatStops() {
        for (String bytes : new String[] {"06", "0f04", "e80000", "66666666666666666666666666666666", "ff3f", ""}) {
            byte[] code = HexFormat.of().parseHex(bytes + (bytes.isEmpty() ? "c4" : ""));
            Decoder decoder = new Decoder(code, code.length);
            Instruction in = decoder.decode(0);
            if (!decoder.valid()) {
                assertThat(in.length()).isEqualTo(1);
                assertThat(in.flow()).isEqualTo(Flow.STOP);
            }
            assertThat(decoder.valid()).as(bytes).isFalse();
        }
    }

    @Test
    void anyBytesAreDecodedWithinTheirEnd() {
        Random random = new Random(7);
        byte[] code = new byte[1 << 20];
        random.nextBytes(code);
        Decoder decoder = new Decoder(code, code.length);
        int at = 0;
        while (at < code.length) {
            Instruction in = decoder.decode(at);
            assertThat(in.length()).isBetween(1, 15);
            at += in.length();
        }
        assertThat(at).isEqualTo(code.length);
    }

    private static Instruction decode(String hex) {
        byte[] code = HexFormat.of().parseHex(hex);
        return new Decoder(code, code.length).decode(0);
    }
}
