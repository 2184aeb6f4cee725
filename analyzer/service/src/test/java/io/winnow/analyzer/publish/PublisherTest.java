// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private final FakeSink sink = new FakeSink();
    private final Publisher publisher = new Publisher(sink, 4, Duration.ofMillis(5), Duration.ofMillis(50));

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void deliversInOrderAndHandsOutConfirmationsToThePipeline() throws InterruptedException {
        publisher.start();
        publish(1, 2, 3);

        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactly("id-1", "id-2", "id-3");
        assertThat(publisher.lowestUnconfirmed()).hasValue(1);
        List<String> confirmed = new ArrayList<>();
        assertThat(publisher.collect(event -> confirmed.add(event.id()))).isEqualTo(3);
        assertThat(confirmed).containsExactly("id-1", "id-2", "id-3");
        assertThat(publisher.lowestUnconfirmed()).isEmpty();
    }

    @Test
    void publishingDoesNotWaitForASinkThatBlocks() {
        CountDownLatch block = sink.block();
        publisher.start();

        publish(1, 2, 3, 4, 5);

        assertThat(publisher.hasCapacity()).isFalse();
        assertThat(publisher.pending()).isEqualTo(5);
        assertThat(sink.arrived()).isEmpty();
        block.countDown();
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(5));
    }

    @Test
    void aSinkThatIsAwayAtTheStartGetsEverythingWhenItComes() throws InterruptedException {
        sink.away(true);
        publisher.start();
        publish(1, 2);
        await().untilAsserted(() -> assertThat(publisher.lastError()).hasValueSatisfying(reason -> assertThat(reason).contains("is away")));
        assertThat(publisher.reachable()).isFalse();

        sink.away(false);

        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactly("id-1", "id-2");
        await().untilAsserted(() -> assertThat(publisher.lastError()).isEmpty());
        assertThat(publisher.reachable()).isTrue();
    }

    @Test
    void aFailedDeliveryIsSentAgainWithEverythingAfterIt() throws InterruptedException {
        sink.confirming(false);
        publisher.start();
        publish(1, 2, 3);
        await().untilAsserted(() -> assertThat(sink.arrived()).hasSize(3));

        sink.confirming(true);
        sink.failTaken();

        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactly("id-1", "id-2", "id-3", "id-1", "id-2", "id-3");
        assertThat(sink.opened()).isEqualTo(2);
    }

    @Test
    void theDeadLetterOfARefusedEventTakesItsPlaceAndNothingWaits() throws InterruptedException {
        sink.refusing(event -> event.id().equals("id-2") && event.stream() != EventStream.DEADLETTERS);
        publisher.start();
        publish(1, 2, 3);
        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactlyInAnyOrder("id-1", "dead id-2", "id-3");
        assertThat(sink.opened()).isEqualTo(1);
        assertThat(publisher.discarded()).isZero();
    }

    @Test
    void anEventThatIsRefusedAsADeadLetterTooIsCountedAndHoldsNothingUp() throws InterruptedException {
        sink.refusing(event -> event.id().equals("id-2"));
        publisher.start();
        publish(1, 2, 3);
        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactly("id-1", "id-3");
        assertThat(publisher.discarded()).isEqualTo(1);
    }

    @Test
    void saysSinceWhenNothingIsDelivered() {
        assertThat(publisher.failingSince()).isEmpty();
        sink.away(true);
        publisher.start();
        publish(1);
        await().untilAsserted(() -> assertThat(publisher.failingSince()).isPresent());
        sink.away(false);
        await().untilAsserted(() -> assertThat(publisher.failingSince()).isEmpty());
    }

    @Test
    void aMistakeInTheSinkDoesNotEndDelivery() throws InterruptedException {
        sink.crashOnce();
        publisher.start();
        publish(1, 2);
        assertThat(publisher.awaitConfirmed(Duration.ofSeconds(10))).isTrue();
        assertThat(sink.arrived()).containsExactly("id-1", "id-2");
    }

    @Test
    void reportsASinkThatTakesEventsAndDoesNotAnswer() {
        sink.confirming(false);
        publisher.start();
        publish(1);
        await().untilAsserted(() -> assertThat(publisher.lastError()).hasValueSatisfying(reason -> assertThat(reason).contains("has not answered")));
    }

    @Test
    void closingDoesNotWaitForASinkThatBlocks() {
        sink.block();
        publisher.start();
        publish(1);
        long start = System.nanoTime();
        publisher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(publisher.lowestUnconfirmed()).hasValue(1);
    }

    private void publish(long... numbers) {
        LongStream.of(numbers).forEach(number -> publisher.publish(Samples.event("key", number), number));
    }
}
