// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CallRisksTest {

    @Test
    void eachCallOfTheTablesHasOneClass() {
        Set<String> all = new TreeSet<>();
        for (Abi abi : Abi.values()) {
            all.addAll(SyscallTable.names(abi));
        }
        assertThat(CallRisks.classes().keySet()).isEqualTo(all);
    }

    @Test
    void aDangerousCallSaysWhatItCanDo() {
        assertThat(CallRisks.dangers()).hasSizeGreaterThan(50).doesNotContainValue("-");
        assertThat(CallRisks.danger("mount")).contains("mounts file systems");
        assertThat(CallRisks.danger("read")).isEmpty();
    }

    @Test
    void anArgumentCanReachFurtherThanItsCall() {
        assertThat(CallRisks.of("socket")).isEqualTo(RiskClass.NETWORK);
        assertThat(ofArgument("socket", 0, 38)).isEqualTo(RiskClass.DANGEROUS);
        assertThat(ofArgument("socket", 0, 2)).isEqualTo(RiskClass.NETWORK);
        assertThat(ofArgument("clone", 0, 0x1000_0000L)).isEqualTo(RiskClass.DANGEROUS);
        assertThat(ofArgument("clone", 0, 0x3d0f00L)).isEqualTo(RiskClass.OWN);
    }

    @Test
    void ofACallThatCanBeDangerousTheHarmlessValuesAreKnownOrNone() {
        assertThat(CallRisks.harmlessArguments("ioctl")).extracting(ArgumentRisk::value).contains(0x5401L).doesNotContain(0x5412L, 0x5423L);
        assertThat(CallRisks.harmlessArguments("socket")).isEmpty();
        assertThat(CallRisks.harmlessArguments("read")).isEmpty();
    }

    private static RiskClass ofArgument(String call, int index, long value) {
        return CallRisks.ofArguments(call).stream().filter(risk -> risk.index() == index && risk.matches(value)).map(ArgumentRisk::risk).findFirst()
                .orElse(CallRisks.of(call));
    }
}
