// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Screen;
import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Abi;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveTableTest {

    private static final int BUCKETS = 32;

    private final List<SyscallUse> uses = IntStream.range(0, 100)
            .mapToObj(nr -> new SyscallUse(Abi.X86_64, nr, 1_000, 10, Map.of(9, 10L), 1_000_000, Collections.nCopies(BUCKETS, 7L)))
            .toList();

    @Test
    void noLineIsLongerThanTheTerminalIsWideAndNoneIsBelowIt() {
        for (Terminal.Size size : List.of(new Terminal.Size(24, 40), new Terminal.Size(10, 79), new Terminal.Size(50, 200), new Terminal.Size(3, 1))) {
            List<String> lines = lines(table("web", true), size);
            assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(size.columns()));
            assertThat(lines.size()).isLessThan(Math.max(size.lines(), 5));
        }
    }

    @Test
    void theTitleSaysWhatIsLookedAtHowItIsSortedAndWhichKeysThereAre() {
        assertThat(lines(table("web\u001b[31m", true), new Terminal.Size(24, 200)).get(0))
                .isEqualTo("winnow top by calls: web\\x1b[31m; q quits, t c e sort by time, calls, errors");
        assertThat(lines(table("ls /", false), new Terminal.Size(24, 200)).get(0)).isEqualTo("winnow top by calls: ls /");
    }

    @Test
    void aNarrowTerminalHasTheColumnsThatMatterMost() {
        assertThat(lines(table("web", true), new Terminal.Size(24, 30)).get(1)).contains("SYSCALL", "CALLS/S").doesNotContain("MEAN", "LATENCY", "LATELY");
        assertThat(lines(table("web", true), new Terminal.Size(24, 200)).get(1)).contains(
                "SYSCALL", "CALLS/S", "LATELY", "CALLS", "ERRORS", "TIME", "MEAN", "P50", "P99", "LATENCY");
    }

    @Test
    void theRateOfEachCallLatelyIsDrawn() {
        LiveTable table = new LiveTable("web", true, Palette.NONE, true);
        SyscallUse first = uses.get(0);
        for (double rate : new double[] {0, 1, 4, 8}) {
            table.passed(Map.of(first.key(), rate));
        }
        assertThat(lines(table, new Terminal.Size(24, 200)).get(2)).contains(" ▁▄█");
        table.passed(Map.of());
        assertThat(lines(table, new Terminal.Size(24, 200)).get(2)).contains("▁▄█ ");
    }

    private static LiveTable table(String subject, boolean keys) {
        return new LiveTable(subject, keys, Palette.NONE, false);
    }

    private List<String> lines(LiveTable table, Terminal.Size size) {
        String screen = table.screen(uses, Map.of(), TopTable.Sort.calls, size);
        assertThat(screen).startsWith(Screen.CLEAR);
        return screen.substring(Screen.CLEAR.length()).lines().toList();
    }
}
