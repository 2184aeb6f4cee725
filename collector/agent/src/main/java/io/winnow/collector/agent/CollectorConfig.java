// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.HostPaths;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.tracer.TracerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The collector half.
 *
 * @param tracer how to open the tracer
 * @param events the queue to write
 * @param control directory of the queue to read policies from; it need not exist yet
 * @param hosts where runtimes keep what they know
 * @param units names of systemd services that are workloads too
 * @param node the host's name in documents
 * @param timing when things are done
 * @param keepPins leave a pinned tracer at work when the collector stops
 */
public record CollectorConfig(
        TracerOptions tracer,
        QueueConfig events,
        Optional<Path> control,
        HostPaths hosts,
        Set<String> units,
        String node,
        Timing timing,
        boolean keepPins) {

    /**
     * When things are done.
     *
     * @param window one sampling interval
     * @param quickSnapshot a snapshot follows this long after first observations
     * @param identification how long a cgroup may stay unknown before it counts as host noise
     * @param losses interval of LOSS documents while something is lost
     * @param housekeeping interval of retention
     */
    public record Timing(
            Duration window, Duration quickSnapshot, Duration identification, Duration losses, Duration housekeeping) {

        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(10));

        public Timing {
            positive("window", window);
            positive("quickSnapshot", quickSnapshot);
            positive("identification", identification);
            positive("losses", losses);
            positive("housekeeping", housekeeping);
        }

        private static void positive(String name, Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(name + "=" + duration + ": must be positive");
            }
        }

        public Timing withWindow(Duration other) {
            return new Timing(other, quickSnapshot, identification, losses, housekeeping);
        }
    }

    public CollectorConfig {
        units = Set.copyOf(units);
    }

    /** Defaults around the two queue directories. */
    public static CollectorConfig of(Path events, Path control, String node) {
        return new CollectorConfig(
                TracerOptions.DEFAULT,
                QueueConfig.of(events),
                Optional.of(control),
                HostPaths.below(Path.of("/")),
                Set.of(),
                node,
                Timing.DEFAULT,
                false);
    }

    public CollectorConfig withTracer(TracerOptions other) {
        return new CollectorConfig(other, events, control, hosts, units, node, timing, keepPins);
    }

    public CollectorConfig withEvents(QueueConfig other) {
        return new CollectorConfig(tracer, other, control, hosts, units, node, timing, keepPins);
    }

    public CollectorConfig withHosts(HostPaths other) {
        return new CollectorConfig(tracer, events, control, other, units, node, timing, keepPins);
    }

    public CollectorConfig withUnits(Set<String> other) {
        return new CollectorConfig(tracer, events, control, hosts, other, node, timing, keepPins);
    }

    public CollectorConfig withTiming(Timing other) {
        return new CollectorConfig(tracer, events, control, hosts, units, node, other, keepPins);
    }

    public CollectorConfig withKeepPins(boolean other) {
        return new CollectorConfig(tracer, events, control, hosts, units, node, timing, other);
    }
}
