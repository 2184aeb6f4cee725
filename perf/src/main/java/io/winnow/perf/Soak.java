// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code make soak}: a day of a service in some minutes. Containers of frozen and of learning workloads come and go, violate and flood, policies
 * are loaded and withdrawn, the broker goes away and comes back. The service has fewer slots than containers come, so that one that is not given
 * back is missed.
 */
public final class Soak {

    private static final String TOPIC = "winnow.violations";
    private static final String FROZEN = "soak-frozen";
    private static final String NOISY = "soak-noisy";
    private static final int NAMES = 40;
    private static final int OUTAGES = 4;
    private static final int FLOOD_EVERY = 10;
    private static final int RELOAD_EVERY = 10;
    private static final long GAP_MILLIS = 2;
    private static final long LEARN_MILLIS = 6_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

    private final Path programs;
    private final Path launcher;
    private final Duration length;
    private int rounds;

    private Soak(Path programs, Path launcher, Duration length) {
        this.programs = programs;
        this.launcher = launcher;
        this.length = length;
    }

    /** Arguments: directory of the harness, the launcher of Winnow, minutes. Ends with 1 if the verdict is bad. */
    public static void main(String[] arguments) {
        Duration length = Duration.ofMinutes(Long.parseLong(arguments[2]));
        System.exit(new Soak(Path.of(arguments[0]), Path.of(arguments[1]), length).run() ? 0 : 1);
    }

    private boolean run() {
        Path directory = Directories.temporary("soak");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            broker.createTopic(TOPIC, 1);
            try (WinnowRun winnow = WinnowRun.steady(launcher, directory, broker.bootstrapServers());
                    Runc runc = new Runc(directory);
                    Rootfs everyCall = Rootfs.create().program(programs.resolve("everycall"), "/bin/everycall");
                    Rootfs floods = Rootfs.create().program(programs.resolve("flood"), "/bin/flood")) {
                freeze(winnow, runc, FROZEN, everyCall, OciSpec.of("/bin/everycall", Long.toString(GAP_MILLIS)));
                freeze(winnow, runc, NOISY, floods, OciSpec.of("/bin/flood", "1"));
                everyCall.file("/go", "");
                floods.file("/go", "");
                SoakSamples samples = soak(winnow, broker, runc, everyCall, floods);
                return verdict(winnow, samples);
            }
        } finally {
            Directories.delete(directory);
        }
    }

    private static void freeze(WinnowRun winnow, Runc runc, String name, Rootfs rootfs, OciSpec spec) {
        try (Container container = runc.start(name, rootfs, spec)) {
            winnow.await(name + " is not known", () -> winnow.cli("workloads", name).exit() == 0);
            WinnowRun.pause(LEARN_MILLIS);
            container.signal("KILL");
            container.awaitEnd(LIMIT);
        }
        WinnowRun.pause(LEARN_MILLIS);
        winnow.cli("freeze", name, "--force").orThrow();
    }

    private SoakSamples soak(WinnowRun winnow, EmbeddedBroker broker, Runc runc, Rootfs everyCall, Rootfs floods) {
        SoakSamples samples = new SoakSamples(length);
        long reported = 0;
        while (!samples.over()) {
            outage(broker, samples.share());
            round(runc, FROZEN, everyCall, OciSpec.of("/bin/everycall", Long.toString(GAP_MILLIS)));
            round(runc, "soak-" + rounds % NAMES, everyCall, OciSpec.of("/bin/everycall", "1"));
            if (rounds % FLOOD_EVERY == 0) {
                round(runc, NOISY, floods, OciSpec.of("/bin/flood", "1"));
            }
            if (rounds > NAMES && rounds % RELOAD_EVERY == 0) {
                reload(winnow, "soak-" + rounds / RELOAD_EVERY % NAMES);
            }
            rounds++;
            samples.add(winnow.residentMemory(), winnow.descriptors());
            long minutes = (long) (samples.share() * length.toMinutes());
            if (minutes > reported) {
                reported = minutes;
                System.err.printf("%d of %d minutes, %d rounds, %.0f MiB%n", minutes, length.toMinutes(), rounds, winnow.residentMemory() / 1024.0);
            }
        }
        broker.restart();
        return samples;
    }

    /** The broker is away for the last quarter of each part of the time. */
    private static void outage(EmbeddedBroker broker, double share) {
        if (share * OUTAGES % 1 > 0.75 && share < 1 - 0.25 / OUTAGES) {
            broker.stop();
        } else {
            broker.restart();
        }
    }

    /** A workload's policy comes into the kernel, and goes. */
    private static void reload(WinnowRun winnow, String name) {
        winnow.cli("freeze", name, "--force").orThrow();
        winnow.cli("thaw", name).orThrow();
    }

    private static void round(Runc runc, String name, Rootfs rootfs, OciSpec spec) {
        try (Container container = runc.start(name, rootfs, spec)) {
            container.awaitEnd(LIMIT);
        }
    }

    private boolean verdict(WinnowRun winnow, SoakSamples samples) {
        boolean drained = settles(winnow);
        JsonNode status = status(winnow);
        boolean exhausted = status.at("/losses/kernel~1slots-exhausted").asLong() > 0;
        boolean deleted = status.at("/losses/queue~1unread-cycles").asLong() > 0;
        samples.settled(winnow.residentMemory(), winnow.descriptors());
        List<String> lines = List.of(
                "rounds                     " + rounds + ", violations " + status.path("violations").asLong(),
                line("delivered, none running", drained, status.path("containers").asInt() + " running, " + status.path("unconfirmed").asInt() + " waiting"),
                line("slots given back", !exhausted, status.at("/losses/kernel~1slots-exhausted").asText() + " exhausted"),
                line("queue", !deleted, status.at("/losses/queue~1unread-cycles").asText() + " unread files deleted"),
                line("memory", samples.memoryFlat(), samples.memory()),
                line("descriptors", samples.descriptorsFlat(), samples.descriptors()));
        lines.forEach(System.out::println);
        return drained && !exhausted && !deleted && samples.memoryFlat() && samples.descriptorsFlat();
    }

    private static String line(String what, boolean well, String figure) {
        return String.format("%-26s %-4s %s", what, well ? "ok" : "BAD", figure);
    }

    private static boolean settles(WinnowRun winnow) {
        long limit = System.nanoTime() + DRAIN_LIMIT.toNanos();
        JsonNode status = status(winnow);
        while (System.nanoTime() < limit && (status.path("containers").asInt() > 0 || status.path("unconfirmed").asInt() > 0)) {
            WinnowRun.pause(500);
            status = status(winnow);
        }
        return status.path("containers").asInt() == 0 && status.path("unconfirmed").asInt() == 0;
    }

    private static JsonNode status(WinnowRun winnow) {
        try {
            return winnow.api().get("/v1/status");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask for the status", e);
        }
    }
}
