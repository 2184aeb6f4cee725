// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Measures all contenders in each round, one after the other, each round beginning with another one: what changes on the machine in
 * the meantime changes for all of them. A round in which somebody else's tracer is attached that is not always there is dropped.
 */
final class Rounds {
    private static final int NOT_RUN = -1;

    private final List<Entry> entries = new ArrayList<>();
    private final IntSupplier tracingLinks;
    private final Progress progress;

    private record Entry(Contender contender, int stride) {}

    /** @param tracingLinks how many tracing programs are attached on the host, anybody's */
    Rounds(IntSupplier tracingLinks, Progress progress) {
        this.tracingLinks = tracingLinks;
        this.progress = progress;
    }

    /** Adds a contender that takes part in each {@code stride}-th round, from the first one. */
    Rounds with(Contender contender, int stride) {
        entries.add(new Entry(contender, stride));
        return this;
    }

    List<Contender> contenders() {
        return entries.stream().map(Entry::contender).toList();
    }

    /** Runs, for as many rounds as there is time for. Returns the samples of each load, in their order. */
    List<Samples> run(Effort.Rounds effort, Subject subject, List<? extends Load> loads) {
        List<Samples> samples = loads.stream().map(load -> new Samples(effort.most())).toList();
        int[] tracers = new int[effort.most()];
        Arrays.fill(tracers, NOT_RUN);
        long end = System.nanoTime() + effort.limit().toNanos();
        for (int round = 0; round < effort.most() && (round == 0 || System.nanoTime() < end); round++) {
            progress.step("round " + (round + 1) + " of " + effort.most());
            tracers[round] = 0;
            for (int turn = 0; turn < entries.size(); turn++) {
                Entry entry = entries.get((turn + round) % entries.size());
                if (round % entry.stride() == 0) {
                    tracers[round] = Math.max(tracers[round], tracingLinks.getAsInt());
                    measure(entry.contender(), round, subject, loads, samples);
                }
            }
            tracers[round] = Math.max(tracers[round], tracingLinks.getAsInt());
        }
        dropDisturbed(samples, tracers);
        return samples;
    }

    private static void dropDisturbed(List<Samples> samples, int[] tracers) {
        int least = Arrays.stream(tracers).filter(count -> count != NOT_RUN).min().orElse(0);
        for (int round = 0; round < tracers.length; round++) {
            int number = round;
            if (tracers[round] > least) {
                samples.forEach(load -> load.drop(number));
            }
        }
    }

    private static void measure(
            Contender contender, int round, Subject subject, List<? extends Load> loads, List<Samples> samples) {
        Contender.Attachment attachment = contender.attach(subject);
        try (attachment) {
            for (int i = 0; i < loads.size(); i++) {
                samples.get(i).put(contender.name(), round, loads.get(i).measure());
            }
        }
    }
}
