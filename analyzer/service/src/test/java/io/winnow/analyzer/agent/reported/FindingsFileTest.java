// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingRules;
import io.winnow.analyzer.finding.Findings;
import io.winnow.analyzer.finding.KeptFinding;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.publish.FindingSamples;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.analyzer.violation.DetectorState.Reported;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindingsFileTest {

    private static final Finding SAMPLE = FindingSamples.session();

    @TempDir
    private Path directory;

    private Path path;
    private FindingsFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("findings.jsonl");
        file = new FindingsFile(path);
    }

    @Test
    void whatWasSavedIsLoadedAndWhatChangedLastIsAtTheEnd() throws IOException {
        List<KeptFinding> findings = List.of(finding(1, 1), finding(2, 1), finding(3, 1));
        file.save(findings);
        assertThat(new FindingsFile(path).load()).isEqualTo(findings);
        file.save(List.of(finding(2, 1), finding(3, 1), finding(1, 2)));
        assertThat(new FindingsFile(path).load()).containsExactly(finding(2, 1), finding(3, 1), finding(1, 2));
    }

    @Test
    void aFileOfTheFirstVersionIsRead() throws IOException {
        try (InputStream first = FindingsFileTest.class.getResourceAsStream("findings-v1.jsonl")) {
            Files.copy(first, path);
        }
        List<KeptFinding> kept = file.load();
        assertThat(kept).extracting(finding -> finding.finding().title()).contains(SAMPLE.title()).hasSize(4);
        Findings findings = new Findings(FindingRules.DEFAULT, kept);
        assertThat(findings.list()).isEqualTo(kept.stream().map(KeptFinding::finding).toList());
        assertThat(directory.resolve("findings.jsonl.damaged")).doesNotExist();
    }

    @Test
    void onlyWhatChangedIsWritten() throws IOException {
        file.save(List.of(finding(1, 1), finding(2, 1), finding(3, 1)));
        List<String> before = Files.readAllLines(path);
        file.save(List.of(finding(1, 1), finding(3, 1), finding(2, 2)));
        List<String> after = Files.readAllLines(path);
        assertThat(after).hasSize(4).startsWith(before.toArray(String[]::new));
        file.save(List.of(finding(1, 1), finding(3, 1), finding(2, 2)));
        assertThat(Files.readAllLines(path)).as("nothing changed").isEqualTo(after);
    }

    @Test
    void theFileDoesNotGrowWithTheNumberOfChanges() throws IOException {
        for (long change = 1; change < 30; change++) {
            List<KeptFinding> findings = List.of(finding(1, 1), finding(2, 1), finding(3, change));
            file.save(findings);
            assertThat(Files.readAllLines(path)).hasSizeLessThanOrEqualTo(6);
            assertThat(new FindingsFile(path).load()).isEqualTo(findings);
        }
    }

    @Test
    void aFindingThatIsGoneDoesNotComeBack() throws IOException {
        file.save(List.of(finding(1, 1), finding(2, 1)));
        file.save(List.of(finding(2, 1)));
        assertThat(new FindingsFile(path).load()).containsExactly(finding(2, 1));
    }

    @Test
    void aLineThatACrashLeftHalfWrittenCostsThatChangeAlone() throws IOException {
        file.save(List.of(finding(1, 1), finding(2, 1)));
        Files.writeString(path, "{\"finding\":{\"id\":\"f-00000000000000", StandardOpenOption.APPEND);
        FindingsFile next = new FindingsFile(path);
        assertThat(next.load()).containsExactly(finding(1, 1), finding(2, 1));
        next.save(List.of(finding(1, 1), finding(2, 2)));
        assertThat(Files.readAllLines(path)).as("made anew").hasSize(2);
        assertThat(new FindingsFile(path).load()).containsExactly(finding(1, 1), finding(2, 2));
        assertThat(directory.resolve("findings.jsonl.damaged")).as("a crash is no damage").doesNotExist();
    }

    @Test
    void aFileThatEndsAtAnyByteHasEachFindingOnceAsItWasOrAsItIs() throws IOException {
        file.save(List.of(finding(1, 1), finding(2, 1)));
        long before = Files.size(path);
        file.save(List.of(finding(1, 2), finding(2, 2)));
        byte[] content = Files.readAllBytes(path);
        for (int end = (int) before; end <= content.length; end += 101) {
            Files.write(path, Arrays.copyOf(content, end));
            List<KeptFinding> loaded = new FindingsFile(path).load();
            assertThat(loaded).hasSize(2).extracting(kept -> kept.finding().id()).doesNotHaveDuplicates();
            assertThat(loaded).isSubsetOf(finding(1, 1), finding(2, 1), finding(1, 2), finding(2, 2));
        }
    }

    @Test
    void aDamagedLineCostsThatLineAloneAndTheFileIsKept() throws IOException {
        file.save(List.of(finding(1, 1), finding(2, 1), finding(3, 1), finding(4, 1)));
        List<String> lines = Files.readAllLines(path);
        String notUtf8 = lines.get(1).replace("f-0000", "f-\u00ff\u00fe\u00ff\u00fe");
        byte[] damage = String.join("\n", lines.get(0), notUtf8, "null", "{\"confirmed\":1}", lines.get(3), "").getBytes(StandardCharsets.ISO_8859_1);
        Files.write(path, damage);
        FindingsFile next = new FindingsFile(path);
        assertThat(next.load()).containsExactly(finding(1, 1), finding(4, 1));
        assertThat(directory.resolve("findings.jsonl.damaged")).hasBinaryContent(damage);
        next.save(List.of(finding(1, 1), finding(4, 2)));
        assertThat(new FindingsFile(path).load()).containsExactly(finding(1, 1), finding(4, 2));
        assertThat(directory.resolve("findings.jsonl.damaged")).as("until the next damage").hasBinaryContent(damage);
    }

    @Test
    void aFileThatCannotBeReadIsMovedAndNotReplaced() throws IOException {
        Files.createDirectory(path);
        assertThat(file.load()).isEmpty();
        assertThat(directory.resolve("findings.jsonl.damaged")).isDirectory();
        file.save(List.of(finding(1, 1)));
        assertThat(new FindingsFile(path).load()).containsExactly(finding(1, 1));
    }

    @Test
    void ofADetectorsMemoryThatCannotBeWrittenTheFindingsAreWrittenBefore() throws IOException {
        Path memory = Files.createDirectories(directory.resolve("detector.json"));
        ReportFiles files = new ReportFiles(memory);
        DetectorState reported = new DetectorState(List.of(new Reported(new SlotId(1, 1, 1), "key", 1, 1)));
        assertThatIOException().isThrownBy(() -> files.save(reported, List.of(), List.of(finding(1, 1))));
        assertThat(new FindingsFile(path).load()).containsExactly(finding(1, 1));
    }

    private static KeptFinding finding(long number, long sequence) {
        Finding finding = new Finding(
                String.format("f-%016x", number), SAMPLE.title(), SAMPLE.severity(), SAMPLE.state(), SAMPLE.subject(), SAMPLE.cause(), SAMPLE.first(), SAMPLE.last(),
                SAMPLE.total(), SAMPLE.occurrences(), SAMPLE.behaviours(), SAMPLE.violations(), SAMPLE.processes(), SAMPLE.containers(), SAMPLE.heldBack(),
                SAMPLE.decisions(), sequence);
        return new KeptFinding(finding, sequence - 1, 5, List.of());
    }
}
