// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.HostPaths;
import io.winnow.collector.tracer.TracerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The main class of a child JVM that collects until it is killed. */
public final class CollectorProcess {

    private CollectorProcess() {}

    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        CollectorConfig config = config(directory, Path.of(args[1]), Path.of(args[2]));
        try (Collector collector = Collector.start(config)) {
            System.out.println("ready");
            collector.awaitEnd();
            collector.failure().ifPresent(Throwable::printStackTrace);
        }
    }

    static CollectorConfig config(Path directory, Path pins, Path stateRoot) {
        return CollectorConfig.of(directory.resolve("events"), directory.resolve("control"), "node")
                .withTracer(TracerOptions.DEFAULT.withSlots(8192).withPinDirectory(pins))
                .withHosts(HostPaths.below(Path.of("/")).withStateRoots(List.of(stateRoot)))
                .withTiming(CollectorConfig.Timing.DEFAULT.withWindow(Duration.ofSeconds(1)))
                .withKeepPins(true);
    }
}
