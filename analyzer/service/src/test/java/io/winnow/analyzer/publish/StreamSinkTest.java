// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamSinkTest {

    @Test
    void eachEventIsALineThatIsOutWhenItIsConfirmed() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Publisher publisher = new Publisher(new StreamSink(new BufferedOutputStream(out)), 10, Duration.ofMillis(5), Duration.ofSeconds(1))) {
            publisher.start();
            publisher.publish(Samples.event("key", 1), 1);
            publisher.publish(Samples.event("key", 2), 2);
            assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2).allMatch(line -> line.startsWith("{\"specversion\":\"1.0\",\"id\":\"id-"));
    }
}
