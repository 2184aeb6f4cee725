// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.queue.ControlQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.queue.chronicle.Roll;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CollectorConfigTest {

    private final CollectorConfig config = CollectorConfig.of(Path.of("/var/lib/winnow/events"), Path.of("/var/lib/winnow/control"), "node");

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(config.timing().window()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.timing().quickSnapshot()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.timing().identification()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.timing().losses()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.timing().housekeeping()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.keepPins()).isFalse();
        assertThat(config.units()).isEmpty();
        assertThat(config.control()).hasValue(Path.of("/var/lib/winnow/control"));
        assertThat(config.events().roll()).isEqualTo(Roll.FIVE_MINUTELY);
        assertThat(config.events().keep()).isEqualTo(Duration.ofHours(1));
        assertThat(ControlQueue.config(Path.of("/c"), config.events()).maxBytes()).isEqualTo(64L << 20);
        assertThat(ControlQueue.config(Path.of("/c"), config.events()).reserveBytes()).as("acknowledgements pass if events do not")
                .isLessThan(config.events().reserveBytes());
        assertThat(config.hosts().stateRoots()).contains(Path.of("/run/runc"), Path.of("/run/crun"), Path.of("/run/docker/runtime-runc/moby"));
    }

    @Test
    void impossibleValuesAreNamed() {
        assertThatThrownBy(() -> config.timing().withWindow(Duration.ZERO)).hasMessageContaining("window=PT0S: must be positive");
        assertThatThrownBy(() -> config.events().withReserveBytes(-1)).hasMessageContaining("reserveBytes=-1");
        assertThatThrownBy(() -> config.events().withMaxBytes(5)).hasMessageContaining("maxBytes=5: must be at least");
        assertThatThrownBy(() -> config.events().withKeep(Duration.ofSeconds(-1))).hasMessageContaining("keep=PT-1S");
        assertThat(QueueConfig.of(Path.of("x")).withRoll(Roll.HOURLY).roll()).isEqualTo(Roll.HOURLY);
    }
}
