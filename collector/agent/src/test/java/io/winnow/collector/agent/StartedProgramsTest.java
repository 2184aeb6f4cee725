// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StartedProgramsTest {

    private static final SlotKey WEB = new SlotKey(1, 1);
    private static final SlotKey DEAF = new SlotKey(2, 1);

    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<ProgramFile> reported = new ArrayList<>();

    private static Item program(long detail) {
        return new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, detail);
    }

    private static Optional<ExecutedFile> file(int tgid) {
        return Optional.of(new ExecutedFile("/bin/p" + tgid, "ab".repeat(32), tgid));
    }

    private boolean take(DocumentType type, ProgramFile file) {
        assertThat(type).isEqualTo(DocumentType.PROGRAM);
        return reported.add(file);
    }

    private void await(StartedPrograms programs, int count) throws InterruptedException {
        while (reported.size() < count) {
            programs.report(this::take);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void saysWhichFileEachProgramIs() throws InterruptedException {
        try (StartedPrograms programs = new StartedPrograms(StartedProgramsTest::file)) {
            programs.started(WEB, program(7), 70);
            programs.started(WEB, program(8), 80);
            await(programs, 2);
            assertThat(reported).containsExactly(
                    new ProgramFile(WEB, Stage.SERVE, Abi.X86_64, 7, "/bin/p70", "ab".repeat(32), 70),
                    new ProgramFile(WEB, Stage.SERVE, Abi.X86_64, 8, "/bin/p80", "ab".repeat(32), 80));
        }
    }

    @Test
    void aContainerWhoseFilesDoNotAnswerHoldsUpNoOther() throws InterruptedException {
        try (StartedPrograms programs = new StartedPrograms(tgid -> tgid < 0 ? never() : file(tgid))) {
            for (int i = 0; i < 1_000; i++) {
                programs.started(DEAF, program(i), -1);
            }
            programs.started(WEB, program(7), 70);
            await(programs, 1);
            assertThat(reported).extracting(ProgramFile::slot).containsExactly(WEB);
        } finally {
            answer.countDown();
        }
    }

    private Optional<ExecutedFile> never() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    @Test
    void whatTheQueueDoesNotTakeIsOfferedAgain() throws InterruptedException {
        try (StartedPrograms programs = new StartedPrograms(StartedProgramsTest::file)) {
            programs.started(WEB, program(7), 70);
            while (programs.report((type, file) -> {
                reported.add(file);
                return false;
            }) == 0 && reported.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            reported.clear();
            assertThat(programs.report(this::take)).isEqualTo(1);
            assertThat(programs.report(this::take)).isZero();
        }
    }

    @Test
    void aProgramThatHasEndedIsLeftOut() throws InterruptedException {
        try (StartedPrograms programs = new StartedPrograms(tgid -> tgid == 70 ? Optional.empty() : file(tgid))) {
            programs.started(WEB, program(7), 70);
            programs.started(WEB, program(8), 80);
            await(programs, 1);
            assertThat(reported).extracting(ProgramFile::program).containsExactly(8L);
        }
    }
}
