// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.service.ViolationLine;
import io.winnow.analyzer.cli.service.WorkloadsCommand;
import io.winnow.analyzer.publish.DocumentMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What reaches a terminal: no control code, whatever a name is made of. */
class TerminalTest {

    private static final String UNTRUSTED = "a\u001b[31m\u009b2J\n\r\t\0\u007f\u202e\u2028\u2066\ud800\ue000\u200b<b>";

    @Test
    void controlAndFormatCharactersBecomeVisible() {
        assertThat(TerminalText.printable("\u001b[31m\n\u202e\u009b")).isEqualTo("\\x1b[31m\\x0a\\u202e\\x9b");
    }

    @Test
    void textOfEveryScriptStaysAsItIs() {
        String text = "caf\u00e9 \u65e5\u672c\u8a9e \u0440\u0443\u0441 \ud83d\ude00 \"quote\" 'x' \\";
        assertThat(TerminalText.printable(text)).isEqualTo(text);
    }

    @Test
    void anyStringIsMadeHarmless() {
        Random random = new Random(16);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            random.ints(20, 0, 0x300).forEach(name::appendCodePoint);
            assertHarmless(TerminalText.printable(name.toString()));
        }
    }

    @Test
    void columnsAreAlignedAndHarmless() {
        StringWriter text = new StringWriter();
        new Columns("NAME", "N").row("caf\u00e9", 1).row(UNTRUSTED, null).row("x", 3).print(new PrintWriter(text));
        assertThat(text.toString().lines()).hasSize(4).allSatisfy(TerminalTest::assertHarmless);
        int column = text.toString().lines().findFirst().orElseThrow().indexOf('N', 1);
        assertThat(text.toString().lines().map(line -> line.substring(column))).containsExactly("N", "1", "-", "3");
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    void everyOutputFormIsHarmless(Output output) throws IOException {
        List<WorkloadSummary> workloads = List.of(new WorkloadSummary(
                UNTRUSTED, UNTRUSTED, UNTRUSTED, List.of(UNTRUSTED), 1, 2, 0, 3, new SampleDocument(0.99999, 3, 1, 2), 4, UNTRUSTED, UNTRUSTED,
                new IdentityDocument(UNTRUSTED, false, Map.of("app", List.of(UNTRUSTED))), null, Map.of()));
        StringWriter text = new StringWriter();
        output.write(new PrintWriter(text), workloads, out -> WorkloadsCommand.list(out, workloads));
        assertThat(text.toString().lines()).isNotEmpty().allSatisfy(TerminalTest::assertHarmless);
        if (output == Output.json) {
            assertThat(new ObjectMapper().readTree(text.toString()).at("/0/id").asText()).isEqualTo(UNTRUSTED);
        }
    }

    @Test
    void coverageIsNeverRoundedUp() {
        StringWriter text = new StringWriter();
        WorkloadsCommand.list(new PrintWriter(text), List.of(new WorkloadSummary(
                "web", "w-0123abcd", "learning", List.of("late"), 1, 2, 0, 3, new SampleDocument(0.99999, 3, 1, 2), 0, null, null, IdentityDocument.OWN, null, Map.of("high", 1))));
        assertThat(text.toString()).contains(">= 99.9 %", "3 windows, 1 start, 2 with sessions").contains("learning, partial, 1 finding").doesNotContain("100");
    }

    @Test
    void aViolationIsOneHarmlessLine() {
        String document = new String(new DocumentMapper().write(
                Map.of("time", UNTRUSTED, "kind", "syscall", "summary", UNTRUSTED, "process", Map.of("pid", 7, "comm", UNTRUSTED))),
                StandardCharsets.US_ASCII);
        assertHarmless(ViolationLine.of(ViolationLine.parse(document)));
        assertThat(ViolationLine.of(ViolationLine.parse("{\"time\":\"2026-11-21T10:00:00.123456789Z\",\"kind\":\"syscall\",\"count\":1,\"summary\":\"unshare\"}")))
                .startsWith("2026-11-21T10:00:00.123Z  syscall     1       -         -").endsWith("unshare");
    }

    private static void assertHarmless(String line) {
        assertThat(line.codePoints()).noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR || Character.getType(c) == Character.SURROGATE);
    }
}
