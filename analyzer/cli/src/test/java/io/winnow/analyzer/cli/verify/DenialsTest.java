// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order refusals are listed, and which may be the consequence of which. */
class DenialsTest {

    private final Denials denials = new Denials();

    private void refused(String syscall, int errno, long time) {
        Item item = new Item(ItemKind.DENIAL, Abi.X86_64, Stage.START, 0, SyscallTable.number(Abi.X86_64, syscall).orElseThrow(), errno);
        denials.visit(new Event.Observation(new Position(0, 0), time, new SlotId(1, 1, 1), item, 1, 0, -errno, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0,
                new Actor(1, 1, 1, 0, 0, "cat"), "/bin/cat"));
    }

    private List<Denials.Refused> all() {
        return denials.refused(new Evaluator(SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(Rule.refuse("clone3", Errno.ENOSYS)))));
    }

    @Test
    void theFirstRefusalComesFirstAndLaterOnesOfOtherCallsSayAfterWhich() {
        refused("writev", Errno.EPERM, 30);
        refused("openat", Errno.EPERM, 20);
        assertThat(denials.seen()).isTrue();
        assertThat(all()).extracting(Denials.Refused::syscall, Denials.Refused::after).containsExactly(tuple("openat", ""), tuple("writev", "openat"));
    }

    @Test
    void whatIsAnsweredOnPurposeIsNoReasonForOthers() {
        refused("clone3", Errno.ENOSYS, 10);
        refused("openat", Errno.EPERM, 20);
        assertThat(all()).extracting(Denials.Refused::syscall, Denials.Refused::first, Denials.Refused::onPurpose)
                .containsExactly(tuple("clone3", true, true), tuple("openat", true, false));
    }

    @Test
    void aNumberBeyondTheTableIsNotShownAsAnotherCall() {
        Item item = new Item(ItemKind.DENIAL, Abi.I386, Stage.START, 0, Layout.SYSCALLS, Errno.EPERM);
        denials.visit(new Event.Observation(new Position(0, 0), 1, new SlotId(1, 1, 1), item, 1, 0, -Errno.EPERM, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0,
                new Actor(1, 1, 1, 0, 0, "cat"), "/bin/cat"));
        assertThat(all()).extracting(Denials.Refused::syscall, Denials.Refused::abi).containsExactly(tuple("a number beyond the table", "i386"));
    }

    @Test
    void aCallThatIsRefusedAgainIsNotAfterItself() {
        refused("openat", Errno.EPERM, 20);
        refused("openat", Errno.ENOSYS, 40);
        assertThat(all()).extracting(Denials.Refused::after).containsOnly("");
    }
}
