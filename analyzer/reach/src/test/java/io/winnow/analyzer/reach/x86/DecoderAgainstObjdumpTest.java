// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.x86;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.ElfReader;
import io.winnow.analyzer.reach.elf.ElfSection;
import io.winnow.analyzer.reach.elf.ElfSource;
import io.winnow.analyzer.reach.elf.Segment;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lengths of instructions beside those that another disassembler finds, in all code of real programs. */
class DecoderAgainstObjdumpTest {

    private static final int MAX_SHOWN = 20;

    @ParameterizedTest
    @ValueSource(strings = {
        "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libm.so.6", "/usr/bin/perl", "/usr/bin/python3", "/usr/bin/runc"
    })
    void eachInstructionHasTheLengthThatObjdumpFinds(String file) throws Exception {
        ElfFile elf;
        try (ElfSource source = ElfSource.of(Path.of(file).toRealPath())) {
            elf = ElfReader.read(source);
        }
        ElfSection text = elf.section(".text").orElseThrow();
        Segment segment = elf.memory().segment(text.address()).orElseThrow();
        Decoder decoder = new Decoder(segment.bytes(), segment.bytes().length);
        Process objdump = new ProcessBuilder("objdump", "-d", "-w", "--no-show-raw-insn", "-j", ".text", file)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> different = new ArrayList<>();
        long compared = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(objdump.getInputStream(), StandardCharsets.UTF_8))) {
            String before = "";
            long at = -1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int colon = line.indexOf(":\t");
                if (colon < 0) {
                    continue;
                }
                long address = Long.parseLong(line.substring(0, colon).strip(), 16);
                // objdump takes a wait and the instruction behind it for one
                if (at >= 0 && !before.contains("(bad)") && segment.bytes()[segment.index(at)] != (byte) 0x9b) {
                    compared++;
                    Instruction in = decoder.decode(segment.index(at));
                    if (in.length() != address - at && different.size() < MAX_SHOWN) {
                        different.add(before + ": " + in.length() + " bytes and not " + (address - at));
                    }
                }
                at = address;
                before = line;
            }
        }
        assertThat(objdump.waitFor()).isZero();
        assertThat(compared).isGreaterThan(50_000);
        assertThat(different).isEmpty();
    }
}
