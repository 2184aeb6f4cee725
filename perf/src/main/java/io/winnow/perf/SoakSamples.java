// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the service's process took over the time of a soak. */
final class SoakSamples {

    /** Of the last quarter over the second: what may have grown. */
    private static final double MEMORY_GROWTH = 1.05;

    /** A connection to a broker, a file that is being rolled. */
    private static final long DESCRIPTOR_GROWTH = 8;

    private record Sample(double share, long kib, long descriptors) {}

    private final long began = System.nanoTime();
    private final Duration length;
    private final List<Sample> samples = new ArrayList<>();
    private Sample settled;

    SoakSamples(Duration length) {
        this.length = length;
    }

    /** How much of the time is over, 0 to 1. */
    double share() {
        return (double) (System.nanoTime() - began) / length.toNanos();
    }

    boolean over() {
        return share() >= 1;
    }

    void add(long kib, long descriptors) {
        samples.add(new Sample(share(), kib, descriptors));
    }

    /** At the end, when nothing runs any more. */
    void settled(long kib, long descriptors) {
        settled = new Sample(1, kib, descriptors);
    }

    boolean memoryFlat() {
        return quarter(4, Sample::kib) <= quarter(2, Sample::kib) * MEMORY_GROWTH;
    }

    boolean descriptorsFlat() {
        return settled.descriptors() <= quarter(2, Sample::descriptors) + DESCRIPTOR_GROWTH;
    }

    String memory() {
        return String.format("%.1f MiB resident in the second quarter, %.1f in the last, %.1f at the end",
                quarter(2, Sample::kib) / 1024, quarter(4, Sample::kib) / 1024, settled.kib() / 1024.0);
    }

    String descriptors() {
        return String.format("%.0f open in the second quarter, %.0f in the last, %d at the end",
                quarter(2, Sample::descriptors), quarter(4, Sample::descriptors), settled.descriptors());
    }

    /** Mean over one of four quarters. */
    private double quarter(int number, ToLongFunction<Sample> figure) {
        return samples.stream().filter(sample -> (int) Math.min(3, sample.share() * 4) == number - 1).mapToLong(figure).average().orElse(0);
    }
}
