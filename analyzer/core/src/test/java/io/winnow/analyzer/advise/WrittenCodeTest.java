// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import org.junit.jupiter.api.Test;

class WrittenCodeTest {

    private static final int READ_EXEC = 5;
    private static final int READ_WRITE_EXEC = 7;

    private final SampleBaseline sample = new SampleBaseline().calls(Stage.START, "mmap", "mprotect", "read").item(protection("mmap", READ_EXEC));

    @Test
    void librariesAreNoWrittenCode() {
        assertThat(WrittenCode.neverIn(sample.build())).isTrue();
    }

    @Test
    void memoryThatIsWrittenAndExecutedIs() {
        assertThat(WrittenCode.neverIn(sample.item(protection("mmap", READ_WRITE_EXEC)).build())).isFalse();
    }

    @Test
    void memoryThatIsMadeExecutableLaterIs() {
        assertThat(WrittenCode.neverIn(sample.item(protection("mprotect", READ_EXEC)).build())).isFalse();
    }

    @Test
    void whatIsNotKnownMayBe() {
        assertThat(WrittenCode.neverIn(Baseline.EMPTY)).isFalse();
        assertThat(WrittenCode.neverIn(new SampleBaseline().calls(Stage.SERVE, "shmat").build())).isFalse();
        assertThat(WrittenCode.neverIn(new SampleBaseline().item(Item.syscall(Abi.I386, Stage.SERVE, 192)).build())).isFalse();
        assertThat(WrittenCode.neverIn(new SampleBaseline().calls(Stage.SERVE, "read").shortOf(GapReason.ITEMS_FULL).build())).isFalse();
        Item open = new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.START, 2 | ArgumentSet.MARK, SampleBaseline.number("mmap"), 0);
        assertThat(WrittenCode.neverIn(sample.item(open).build())).as("more values than are kept").isFalse();
    }

    private static Item protection(String call, int value) {
        return new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.START, 2, SampleBaseline.number(call), value);
    }
}
