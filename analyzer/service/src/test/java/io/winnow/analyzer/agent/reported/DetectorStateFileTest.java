// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.reported;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.analyzer.violation.DetectorState.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorStateFileTest {
    private static final Reported FIRST = new Reported(new SlotId(1, 2, 3), "syscall/x86_64/serve/0/101/0", 4, 5);
    private static final Reported SECOND = new Reported(new SlotId(1, 2, 4), "syscall/x86_64/serve/0/101/0", 4, 5);

    @TempDir
    private Path directory;

    private Path path;
    private DetectorStateFile file;

    @BeforeEach
    void open() {
        path = directory.resolve("reported.json");
        file = new DetectorStateFile(path);
    }

    @Test
    void whatWasReportedIsKnownAfterARestart() throws IOException {
        file.save(new DetectorState(List.of(FIRST, SECOND)));
        assertThat(new DetectorStateFile(path).load().reported()).containsExactly(FIRST, SECOND);
    }

    @Test
    void theFileIsWrittenOnlyWhenSomethingIsNew() throws IOException {
        file.save(new DetectorState(List.of(FIRST, SECOND)));
        Files.delete(path);
        file.save(new DetectorState(List.of(SECOND, FIRST)));
        assertThat(path).doesNotExist();
        file.save(new DetectorState(List.of(FIRST)));
        assertThat(path).exists();
    }

    @Test
    void everyPartOfAViolationCounts() throws IOException {
        List<Reported> others = List.of(
                SECOND, new Reported(FIRST.slot(), "syscall/x86_64/serve/0/102/0", 4, 5), new Reported(FIRST.slot(), FIRST.key(), 5, 5),
                new Reported(FIRST.slot(), FIRST.key(), 4, 6), new Reported(FIRST.slot(), FIRST.key(), 5, 4));
        for (Reported other : others) {
            file.save(new DetectorState(List.of(FIRST)));
            Files.delete(path);
            file.save(new DetectorState(List.of(other)));
            assertThat(path).as(other.toString()).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{\"version\":2}", "{\"version\":1,\"state\":{\"reported\":[null]}}",
            "{\"version\":1,\"state\":{\"reported\":[{\"slot\":{\"epoch\":1,\"index\":2,\"generation\":3},\"count\":4,\"time\":5}]}}",
            "{\"version\":1,\"state\":{\"reported\":[{\"key\":\"a\",\"count\":4,\"time\":5}]}}"})
    void aDamagedFileIsAsIfItWereNotThere(String content) throws IOException {
        Files.writeString(path, content);
        assertThat(file.load()).isEqualTo(DetectorState.EMPTY);
    }
}
