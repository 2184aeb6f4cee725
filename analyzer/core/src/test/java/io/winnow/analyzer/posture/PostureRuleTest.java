// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostureRuleTest {

    private static final Path DOCUMENT = Path.of("..", "..", "docs", "posture.md");

    @Test
    void theDocumentHasARowForEachRuleAndNoOther() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `")).toList();
        assertThat(rows).containsExactlyElementsOf(Arrays.stream(PostureRule.values()).map(PostureRuleTest::row).toList());
        assertThat(Files.readString(DOCUMENT).replaceAll("\\s+", " ")).contains(Standards.DOCKER_BENCHMARK, Standards.KUBERNETES_BENCHMARK, Standards.POD_SECURITY);
    }

    @Test
    void idsAreUniqueWords() {
        assertThat(Arrays.stream(PostureRule.values()).map(PostureRule::id)).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z-]+"));
    }

    private static String row(PostureRule rule) {
        Standards standards = rule.standards();
        return String.join(" | ", "| `" + rule.id() + "`", rule.worst().label(), rule.title(), rule.remedy(), orNone(standards.dockerBenchmark()),
                orNone(standards.kubernetesBenchmark()), standards.podSecurity().map(PodSecurityLevel::label).orElse("-")) + " |";
    }

    private static String orNone(String number) {
        return number.isEmpty() ? "-" : number;
    }
}
