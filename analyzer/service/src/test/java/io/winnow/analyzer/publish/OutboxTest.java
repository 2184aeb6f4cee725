// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox(3);

    @Test
    void hasCapacityUntilItsCapacityIsReachedAndAgainOnceConfirmedEventsAreCollected() throws InterruptedException {
        add(1);
        add(2);
        assertThat(outbox.hasCapacity()).isTrue();
        add(3);
        assertThat(outbox.hasCapacity()).isFalse();

        take().confirm();
        assertThat(outbox.hasCapacity()).isFalse();
        assertThat(collected()).containsExactly("id-1");
        assertThat(outbox.hasCapacity()).isTrue();
    }

    @Test
    void collectsInOrderUpToTheFirstUnconfirmed() throws InterruptedException {
        add(1);
        add(2);
        add(3);
        Outbox.InFlightRecord first = take();
        take().confirm();
        take().confirm();

        assertThat(collected()).isEmpty();
        assertThat(outbox.lowestUnconfirmed()).hasValue(1);
        first.confirm();
        assertThat(collected()).containsExactly("id-1", "id-2", "id-3");
        assertThat(outbox.lowestUnconfirmed()).isEmpty();
    }

    @Test
    void rewindingSendsWhatIsUnconfirmedAgainInTheOldOrder() throws InterruptedException {
        add(1);
        add(2);
        add(3);
        take();
        take().confirm();

        outbox.rewind();

        assertThat(take().event().id()).isEqualTo("id-1");
        assertThat(take().event().id()).isEqualTo("id-3");
        assertThat(outbox.take(Duration.ZERO)).isNull();
    }

    @Test
    void doesNotSendAgainWhatALateConfirmationReachedAfterTheRewind() throws InterruptedException {
        add(1);
        add(2);
        Outbox.InFlightRecord first = take();
        outbox.rewind();

        first.confirm();

        assertThat(take().event().id()).isEqualTo("id-2");
        assertThat(outbox.take(Duration.ZERO)).isNull();
    }

    @Test
    void aSinkHoldsFourMebibytesAtMostAndGetsMoreForWhatItAnswers() throws InterruptedException {
        Outbox.InFlightRecord first = takeLarge(0);
        Outbox.InFlightRecord second = takeLarge(1);
        takeLarge(2);
        Outbox.InFlightRecord fourth = takeLarge(3);
        addLarge(4);
        assertThat(outbox.take(Duration.ZERO)).isNull();

        first.confirm();
        first.confirm();
        assertThat(take().event().id()).isEqualTo("id-4");
        assertThat(outbox.take(Duration.ZERO)).isNull();

        second.refuse("too large");
        assertThat(take()).isSameAs(second);
        addLarge(5);
        assertThat(outbox.take(Duration.ZERO)).isNull();

        outbox.rewind();
        assertThat(take()).isSameAs(second);
        fourth.confirm();
        assertThat(take().event().id()).isEqualTo("id-2");
    }

    @Test
    void silenceIsTheTimeSinceTheOldestUnansweredWasSent() throws InterruptedException {
        add(1);
        assertThat(outbox.silence()).isZero();
        Outbox.InFlightRecord inFlightRecord = take();
        assertThat(outbox.silence()).isPositive();
        inFlightRecord.confirm();
        assertThat(outbox.silence()).isZero();
    }

    @Test
    void waitsForConfirmationsNoLongerThanAsked() throws InterruptedException {
        add(1);
        assertThat(outbox.awaitConfirmed(Duration.ofMillis(1))).isFalse();
        take().confirm();
        assertThat(outbox.awaitConfirmed(Duration.ZERO)).isTrue();
    }

    @Test
    void theKeysTakeTurnsAndEachKeepsItsOrder() throws InterruptedException {
        for (int number = 1; number <= 4; number++) {
            add("noisy", number);
        }
        add("web", 5);
        add("web", 6);
        add("db", 7);
        assertThat(taken()).containsExactly("id-1", "id-5", "id-7", "id-2", "id-6", "id-3", "id-4");

        outbox.rewind();
        assertThat(taken()).as("the same again").containsExactly("id-1", "id-5", "id-7", "id-2", "id-6", "id-3", "id-4");
        assertThat(outbox.lowestUnconfirmed()).hasValue(1);
    }

    private List<String> taken() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (Outbox.InFlightRecord next = outbox.take(Duration.ZERO); next != null; next = outbox.take(Duration.ZERO)) {
            ids.add(next.event().id());
        }
        return ids;
    }

    private void add(long number) {
        add("key", number);
    }

    private void add(String key, long number) {
        outbox.add(Samples.event(key, number), number);
    }

    private Outbox.InFlightRecord takeLarge(long number) throws InterruptedException {
        addLarge(number);
        return take();
    }

    /** Of one mebibyte. */
    private void addLarge(long number) {
        PublishedEvent small = Samples.event("key", number);
        outbox.add(new PublishedEvent(small.stream(), small.id(), small.source(), small.subject(), small.time(), small.key(), new byte[1 << 20]), number);
    }

    private Outbox.InFlightRecord take() throws InterruptedException {
        return outbox.take(Duration.ofSeconds(10));
    }

    private List<String> collected() {
        List<String> ids = new ArrayList<>();
        outbox.collect(event -> ids.add(event.id()));
        return ids;
    }
}
