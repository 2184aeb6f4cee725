// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Why a set of capabilities is held though no check asks for them ({@code enum winnow_held}): the {@code arg} of a {@link ItemKind#HELD} item. */
public enum Held {
    /** An executed file gives them: the exec fails if they are not all in the bounding set. */
    FILE(0),
    /** The program keeps or raises them. */
    KEPT(1),
    /** The program wants to keep or raise them, and was not granted them. */
    MISSING(2);

    private final int number;

    Held(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** Empty if the item is the mark of a set that had more values than are kept, or of a newer kernel program. */
    public static Optional<Held> of(Item item) {
        for (Held each : values()) {
            if (item.kind() == ItemKind.HELD && each.number == item.arg()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The capabilities of such an item that are known here. */
    public static Set<Capability> capabilities(Item item) {
        EnumSet<Capability> held = EnumSet.noneOf(Capability.class);
        for (Capability each : Capability.values()) {
            if ((item.detail() >>> each.number() & 1) != 0) {
                held.add(each);
            }
        }
        return Collections.unmodifiableSet(held);
    }
}
