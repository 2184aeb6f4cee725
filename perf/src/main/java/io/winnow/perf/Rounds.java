// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Contender;
import io.winnow.perf.contender.ObservedLoad;
import io.winnow.perf.report.Progress;
import io.winnow.perf.report.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures all contenders in each round, one after the other, each round beginning with another one: what changes on the machine in
 * the meantime changes for all of them. A round with more of other people's tracers than the best
 * round had is dropped.
 */
final class Rounds {
    private final List<Entry> entries = new ArrayList<>();
    private final Neighbours neighbours;
    private final Progress progress;

    private record Entry(Contender contender, int stride) {}

    Rounds(Neighbours neighbours, Progress progress) {
        this.neighbours = neighbours;
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
    List<Samples> run(Effort.Rounds effort, ObservedLoad subject, List<? extends Load> loads) {
        List<Samples> samples = loads.stream().map(load -> new Samples(effort.most())).toList();
        List<Integer> tracers = new ArrayList<>();
        long end = System.nanoTime() + effort.limit().toNanos();
        for (int round = 0; round < effort.most() && (round == 0 || System.nanoTime() < end); round++) {
            progress.step("round " + (round + 1) + " of " + effort.most());
            int others = 0;
            for (int turn = 0; turn < entries.size(); turn++) {
                Entry entry = entries.get((turn + round) % entries.size());
                if (round % entry.stride() == 0) {
                    others = Math.max(others, neighbours.await());
                    measure(entry.contender(), round, subject, loads, samples);
                }
            }
            tracers.add(Math.max(others, neighbours.count()));
        }
        dropDisturbed(samples, tracers);
        return samples;
    }

    private void dropDisturbed(List<Samples> samples, List<Integer> tracers) {
        int least = Collections.min(tracers);
        neighbours.tolerate(least);
        for (int round = 0; round < tracers.size(); round++) {
            int number = round;
            if (tracers.get(round) > least) {
                samples.forEach(load -> load.drop(number));
            }
        }
    }

    private static void measure(
            Contender contender, int round, ObservedLoad subject, List<? extends Load> loads, List<Samples> samples) {
        Contender.Attachment attachment = contender.attach(subject);
        try (attachment) {
            for (int i = 0; i < loads.size(); i++) {
                samples.get(i).put(contender.name(), round, loads.get(i).measure());
            }
        }
    }
}
