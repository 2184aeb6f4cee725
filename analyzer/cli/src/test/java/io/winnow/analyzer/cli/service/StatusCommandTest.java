// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.api.StatusDocument;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    @Test
    void whatACountMeansAndWhatToDoIsSaidBelowTheTable() {
        assertThat(text(0, Map.of("containers/nameless", 0L))).doesNotContain("nameless: no", "refused calls: a");
        assertThat(text(0, Map.of("containers/nameless", 2L)))
                .contains("containers/nameless: no runtime's state names these containers", "`winnow doctor`", "--root", "collector.runtimeStates");
        assertThat(text(3, Map.of())).contains("refused calls: a seccomp filter refused them", "`winnow workloads`").doesNotContain("nameless");
    }

    private static String text(long refused, Map<String, Long> losses) {
        StringWriter text = new StringWriter();
        StatusCommand.print(new PrintWriter(text),
                new StatusDocument("1", "node", "2026-11-21T10:00:00Z", "/q", 1, null, 1, 0, 1, 0, refused, "nowhere", 0, 0, true, null, null, null, losses));
        return text.toString();
    }
}
