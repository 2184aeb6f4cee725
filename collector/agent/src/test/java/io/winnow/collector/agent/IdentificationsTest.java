// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.Identification;
import io.winnow.collector.record.SlotKey;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdentificationsTest {

    private static final SlotKey SLOT = new SlotKey(1, 1);

    private final Queue<Runnable> waiting = new PriorityQueue<>();
    private final List<String> asked = new ArrayList<>();

    private Identifications identifications(List<CgroupRef> existing) {
        return new Identifications(
                (cgroup, since) -> {
                    asked.add(cgroup.path());
                    return new Identification.Found(ContainerDescription.nameless(cgroup));
                },
                () -> existing,
                waiting::add);
    }

    private void runAll() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    private static CgroupRef cgroup(String path) {
        return new CgroupRef(1, path);
    }

    @Test
    void urgentQuestionsAreAnsweredFirstAndOthersInTurn() {
        Identifications identifications = identifications(List.of());
        identifications.ask(SLOT, cgroup("/a"), CgroupSpan.NOW, false);
        identifications.ask(SLOT, cgroup("/b"), CgroupSpan.NOW, false);
        identifications.ask(SLOT, cgroup("/ended"), CgroupSpan.NOW, true);
        runAll();
        assertThat(asked).containsExactly("/ended", "/a", "/b");
    }

    @Test
    void aLongScanLetsQuestionsThrough() {
        List<CgroupRef> thousand = IntStream.range(0, 1000).mapToObj(i -> cgroup("/old-" + i)).toList();
        Identifications identifications = identifications(thousand);
        identifications.askForExisting();
        waiting.poll().run();
        identifications.ask(SLOT, cgroup("/new"), CgroupSpan.NOW, false);
        runAll();
        assertThat(asked).hasSize(1001);
        assertThat(asked.indexOf("/new")).isLessThan(100);
    }

    @Test
    void onlyOneScanIsUnderWay() {
        Identifications identifications = identifications(List.of(cgroup("/a")));
        identifications.askForExisting();
        identifications.askForExisting();
        assertThat(waiting).hasSize(1);
        runAll();
        identifications.askForExisting();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void aFailureIsAnAnswerToo() {
        Identifications identifications = new Identifications(
                (cgroup, since) -> {
                    throw new IllegalStateException("as the test wants it");
                },
                List::of,
                Runnable::run);
        identifications.ask(SLOT, cgroup("/a"), CgroupSpan.NOW, false);
        List<Identifications.Answer> answers = new ArrayList<>();
        assertThat(identifications.poll(answers::add)).isEqualTo(1);
        assertThat(answers.get(0).identification()).isInstanceOf(Identification.NotYet.class);
    }
}
