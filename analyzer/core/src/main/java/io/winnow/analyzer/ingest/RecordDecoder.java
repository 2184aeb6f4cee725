// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.flyweight.ActorFlyweight;
import io.winnow.collector.flyweight.AncestorFlyweight;
import io.winnow.collector.flyweight.CgroupFlyweight;
import io.winnow.collector.flyweight.HeaderFlyweight;
import io.winnow.collector.flyweight.ObservationFlyweight;
import io.winnow.collector.flyweight.StageChangeFlyweight;
import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.record.Layout;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** From one record of the ring to an event. Throws {@code MalformedRecordException} for bytes that are not what they claim to be. */
final class RecordDecoder {

    private final ObservationFlyweight observation = new ObservationFlyweight();
    private final CgroupFlyweight cgroup = new CgroupFlyweight();
    private final StageChangeFlyweight stage = new StageChangeFlyweight();
    private final TraceFlyweight trace = new TraceFlyweight();

    Event decode(HeaderFlyweight header, ByteBuffer bytes, int offset, int length, Position position, Clocks clocks, long epoch) {
        SlotId slot = SlotId.of(epoch, header.slotKey());
        long time = clocks.wall(header.time());
        return switch (header.type()) {
            case OBSERVATION -> {
                observation.wrap(bytes, offset, length);
                yield observation(position, time, slot);
            }
            case CGROUP_CREATED -> {
                cgroup.wrap(bytes, offset, length);
                yield new Event.CgroupCreated(position, time, slot, cgroup.cgroupId(), cgroup.parentId(), cgroup.path());
            }
            case CGROUP_REMOVED -> {
                cgroup.wrap(bytes, offset, length);
                yield new Event.CgroupRemoved(position, time, slot, cgroup.cgroupId(), cgroup.parentId(), cgroup.path());
            }
            case STAGE -> {
                stage.wrap(bytes, offset, length);
                yield new Event.StageChanged(
                        position, time, slot, stage.stage(), stage.nr(), stage.underFilter(), stage.noNewPrivileges(), actor(stage.actor()),
                        stage.path());
            }
            case TRACE -> {
                trace.wrap(bytes, offset, length);
                yield new Event.TraceCall(
                        position, time, slot, trace.tgid(), trace.tid(), trace.abi(), trace.nr(), trace.stage(), trace.returned(),
                        args(trace::arg), trace.result());
            }
        };
    }

    private Event observation(Position position, long time, SlotId slot) {
        return new Event.Observation(
                position, time, slot, observation.item().item(), observation.count(), observation.flags(), observation.result(), args(observation::arg), observation.caller(),
                actor(), observation.path());
    }

    /** The one of the observation, with the processes above it. */
    private Actor actor() {
        Actor actor = actor(observation.actor());
        return new Actor(
                actor.tgid(), actor.tid(), actor.containerTgid(), actor.uid(), actor.gid(), actor.comm(), observation.started(),
                IntStream.range(0, observation.ancestors()).mapToObj(i -> ancestor(observation.ancestor(i))).toList());
    }

    private static Ancestor ancestor(AncestorFlyweight ancestor) {
        return new Ancestor(ancestor.tgid(), ancestor.containerTgid(), ancestor.started(), ancestor.comm());
    }

    private static Actor actor(ActorFlyweight actor) {
        return new Actor(actor.tgid(), actor.tid(), actor.containerTgid(), actor.uid(), actor.gid(), actor.comm());
    }

    private static List<Long> args(IntToLongFunction arg) {
        return IntStream.range(0, Layout.ARGS).mapToLong(arg).boxed().toList();
    }
}
