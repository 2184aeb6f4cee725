// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BalanceSheetTest {

    private final BalanceSheet sheet = new BalanceSheet(List.of(), Balance.NONE);

    @Test
    void theHostIsNotBalanced() {
        sheet.delivered(new SlotId(1, 0, 1));
        assertThat(sheet.open()).isEmpty();
    }

    @Test
    void slotsOfAnotherEpochAreSummedUp() {
        sheet.delivered(new SlotId(1, 5, 1));
        sheet.delivered(new SlotId(2, 5, 1));
        sheet.epoch(2);
        assertThat(sheet.open()).extracting(SlotBalance::slot).containsExactly(new SlotId(2, 5, 1));
        assertThat(sheet.closed()).isEqualTo(new Balance(1, 0, 1, 0));
    }

    @Test
    void itStaysBoundedAndForgetsNoRecord() {
        int slots = 3 * BalanceSheet.MAX_SLOTS;
        for (int i = 1; i <= slots; i++) {
            sheet.delivered(new SlotId(1, i, 1));
        }
        assertThat(sheet.open()).hasSizeLessThanOrEqualTo(BalanceSheet.MAX_SLOTS);
        assertThat(sheet.closed().delivered() + sheet.open().size()).isEqualTo(slots);
    }

    @Test
    void slotsThatAreOverEvictFirst() {
        SlotId living = new SlotId(1, 1, 1);
        sheet.delivered(living);
        for (int i = 2; i <= 3 * BalanceSheet.MAX_SLOTS; i++) {
            sheet.delivered(new SlotId(1, i, 1));
            sheet.snapshot(lastSnapshot(new SlotId(1, i, 1)));
        }
        assertThat(sheet.open()).extracting(SlotBalance::slot).contains(living);
    }

    private static Event.Snapshot lastSnapshot(SlotId slot) {
        return new Event.Snapshot(
                new Position(0, 0), 1, slot, true, false, 0, 0, 0, 0, 0, 0, 0, 1, Map.of(), SyscallSets.EMPTY, SyscallSets.EMPTY, Map.of(),
                List.of());
    }
}
