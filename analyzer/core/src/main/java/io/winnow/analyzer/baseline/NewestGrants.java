// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.Comparator;

/**
 * What the newest replica was given. Its filter is left out: {@link Filters} has those.
 *
 * @param created wall time of that replica, nanoseconds since 1970; 0 if there is none
 */
public record NewestGrants(long created, Grants grants) implements Section<NewestGrants> {

    static final NewestGrants NONE = new NewestGrants(0, Grants.UNKNOWN);

    /** By time. Of one replica, what more is known of comes later; the rest of the order only makes it total. */
    private static final Comparator<NewestGrants> ORDER = Comparator.comparingLong(NewestGrants::created)
            .thenComparing(newest -> newest.grants.known())
            .thenComparing(newest -> newest.grants.isolation().known())
            .thenComparing(newest -> newest.grants.toString());

    /** The JSON form. */
    record Document(String created, Grants grants) {}

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static NewestGrants of(Document document) {
        return new NewestGrants(WallTime.nanos(Instant.parse(document.created())), document.grants());
    }

    static NewestGrants of(ContainerMetadata container) {
        return container.grants().known() ? new NewestGrants(container.created(), container.grants().withFilter("")) : NONE;
    }

    @JsonValue
    Document document() {
        return new Document(WallTime.instant(created).toString(), grants);
    }

    @Override
    public NewestGrants join(NewestGrants other) {
        return ORDER.compare(this, other) >= 0 ? this : other;
    }

    @Override
    public NewestGrants beyond(NewestGrants frozen) {
        return ORDER.compare(this, frozen) > 0 ? this : NONE;
    }

    @Override
    public boolean isEmpty() {
        return equals(NONE);
    }
}
