// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.RuntimeCallsKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A file that was written before baselines had sections is read, and written again with the same bytes. */
class StoredFormTest {

    private static String stored() throws IOException {
        try (InputStream in = StoredFormTest.class.getResourceAsStream("workload-before-sections.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static Workload read(String document) {
        return BaselineJson.read(document.getBytes(StandardCharsets.UTF_8), WorkloadDocument.class, WorkloadDocument::workload);
    }

    @Test
    void anOldFileIsReadAsItWasMeant() throws IOException {
        Baseline baseline = read(stored()).baseline();
        assertThat(baseline.gaps()).isEqualTo(Map.of(GapReason.RING_FULL, 7L, GapReason.UNDER_FILTER, 1L));
        assertThat(baseline.withoutFilter()).isTrue();
        assertThat(baseline.whole()).isTrue();
        assertThat(baseline.runtimes()).containsExactly(
                new RuntimeCallsKey(new RuntimeIdentity("crun", "1.8"), RuntimeCallsKind.NO_NEW_PRIVILEGES),
                new RuntimeCallsKey(new RuntimeIdentity("runc", "1.1.5"), RuntimeCallsKind.PRIVILEGED));
        assertThat(baseline.granted()).containsExactly(Capability.CAP_CHOWN, Capability.CAP_KILL);
        assertThat(baseline.noNewPrivileges()).isFalse();
        assertThat(read(stored()).pending().gaps()).isEqualTo(Map.of(GapReason.LATE, 2L));
    }

    @Test
    void itIsWrittenAgainWithTheSameBytes() throws IOException {
        assertThat(BaselineJson.MAPPER.writeValueAsString(WorkloadDocument.of(read(stored())))).isEqualTo(stored());
    }

    @Test
    void whatFollowsFromOtherSectionsNeedNotBeStored() throws IOException {
        Baseline baseline = read(stored().replaceAll("\"(grantsKnown|newPrivileges)\" : true,\\s*", "")).baseline();
        assertThat(baseline.grantsKnown()).isTrue();
        assertThat(baseline.noNewPrivileges()).isFalse();
    }

    @Test
    void eachKindOfSectionIsInTheSchema() throws IOException {
        String schema = new String(BaselineJson.class.getResourceAsStream("workload.schema.json").readAllBytes(), StandardCharsets.UTF_8);
        assertThat(SectionKind.ALL).allSatisfy(kind -> assertThat(schema).contains("\"" + kind.property() + "\": {"));
    }

    @Test
    void aPropertyOfNoSectionAndAnUnknownLabelAreRefusedByName() throws IOException {
        String document = stored();
        assertThatIllegalArgumentException().isThrownBy(() -> read(document.replace("\"whole\"", "\"hole\""))).withMessageContaining("\"hole\" is not known");
        assertThatIllegalArgumentException().isThrownBy(() -> read(document.replace("ring-full", "king-full"))).withMessageContaining("king-full is not known");
    }
}
