// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.Test;

class KafkaFailureTest {

    private static final Map<EventStream, String> TOPICS =
            Arrays.stream(EventStream.values()).collect(Collectors.toMap(Function.identity(), stream -> "winnow.violations"));
    private static final KafkaSettings SETTINGS = new KafkaSettings(
            "broker:9092", TOPICS, Duration.ofSeconds(5), true, KafkaSecurity.NONE, Map.of());

    @Test
    void aWaitThatEndedSaysHowLongItWas() {
        assertThat(KafkaFailure.of(SETTINGS, new ExecutionException(new TimeoutException()))).hasMessage("cannot deliver to Kafka at broker:9092 (no answer within "
                + "5000 ms): check that a broker answers at bootstrapServers and that topic winnow.violations may be written");
    }

    @Test
    void aReasonThatIsKnownIsNamedWithItsRemedy() {
        assertThat(KafkaFailure.of(SETTINGS, new SaslAuthenticationException("wrong password")))
                .hasMessageContaining("(wrong password)").hasMessageContaining("check publish.kafka.security");
        assertThat(KafkaFailure.of(SETTINGS, new IllegalStateException())).hasMessageContaining("(IllegalStateException)");
    }
}
