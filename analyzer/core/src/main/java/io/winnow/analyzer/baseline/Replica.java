// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Item;
import io.winnow.collector.record.Stage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * In which windows one replica did what: the incidence data of the completeness estimate. A window that closes a second time, after a
 * replay, is known by its number and does not count again. Joined by maximum.
 *
 * @param lastWindow number of the last window that was counted
 * @param started whether it was watched from its start
 * @param units per stage the number of windows in which the replica did something in it
 * @param incidence per item the number of windows in which it was seen
 */
public record Replica(int lastWindow, boolean started, Map<Stage, Integer> units, ItemCounts incidence) {

    public static final Replica NEW = new Replica(0, false, Map.of(), ItemCounts.EMPTY);

    public Replica {
        Map<Stage, Integer> byStage = new EnumMap<>(Stage.class);
        byStage.putAll(units);
        units = Collections.unmodifiableMap(byStage);
    }

    public Replica join(Replica other) {
        Map<Stage, Integer> joinedUnits = new EnumMap<>(Stage.class);
        joinedUnits.putAll(units);
        other.units.forEach((stage, count) -> joinedUnits.merge(stage, count, Math::max));
        return new Replica(Math.max(lastWindow, other.lastWindow), started || other.started, joinedUnits, incidence.max(other.incidence));
    }

    /** Counts a window, unless it has been counted before. */
    public Replica withWindow(int number, Set<Item> seen) {
        if (number <= lastWindow) {
            return this;
        }
        Map<Stage, Integer> countedUnits = new EnumMap<>(Stage.class);
        countedUnits.putAll(units);
        Set<Stage> active = EnumSet.noneOf(Stage.class);
        seen.forEach(item -> active.add(item.stage()));
        active.forEach(stage -> countedUnits.merge(stage, 1, Integer::sum));
        return new Replica(number, started, countedUnits, incidence.plusOneOfEach(seen));
    }

    /** It was watched from its start. */
    public Replica withStart() {
        return started ? this : new Replica(lastWindow, true, units, incidence);
    }

    /** Without what it has to do with other items. */
    public Replica retain(Set<Item> items) {
        return new Replica(lastWindow, started, units, incidence.retain(items));
    }

    /** The same with other instances of equal items. */
    Replica with(UnaryOperator<Item> instance) {
        return new Replica(lastWindow, started, units, incidence.with(instance));
    }
}
