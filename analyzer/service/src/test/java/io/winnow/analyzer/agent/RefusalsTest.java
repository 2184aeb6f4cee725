// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.SlotKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalsTest {

    private static final SlotId SLOT = new SlotId(1, 1, 1);

    private long now = Long.MAX_VALUE - 5; // a clock that wraps

    private final Refusals refusals = new Refusals(Duration.ofNanos(10), () -> now);

    @Test
    void aContainerWithAFilterIsAskedAboutForAWhile() {
        assertThat(refusals.ask(SLOT, container("c1", Grants.Seccomp.FILTER)))
                .contains(new PolicyDocument("c1", PolicyDocument.Mode.LEARN, List.of(), true));
        now += 9;
        assertThat(refusals.over()).isEmpty();
        now += 1;
        assertThat(refusals.over()).extracting(Refusals.Asked::container).containsExactly("c1");
        assertThat(refusals.over()).as("once").isEmpty();
    }

    @Test
    void oneWithoutAFilterIsNot() {
        assertThat(refusals.ask(SLOT, container("c1", Grants.Seccomp.NONE))).isEmpty();
        assertThat(refusals.ask(SLOT, container("c1", Grants.Seccomp.UNKNOWN))).isEmpty();
        assertThat(new Refusals(Duration.ZERO, () -> now).ask(SLOT, container("c1", Grants.Seccomp.FILTER))).as("off").isEmpty();
    }

    private static ContainerMetadata container(String id, Grants.Seccomp seccomp) {
        Grants grants = new Grants(true, List.of(), List.of(), seccomp, false, null, 0);
        return new ContainerMetadata(
                new SlotKey(1, 1), 9, "/a", id, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1.5"), "", id, "", "", List.of(), Map.of(), grants,
                "node", 1, 0, false);
    }
}
