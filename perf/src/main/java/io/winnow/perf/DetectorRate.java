// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.violation.DetectorState;
import io.winnow.analyzer.violation.Detectors;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.violation.ImplicitAllowances;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Watched;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import io.winnow.perf.report.Row;
import io.winnow.testbed.Directories;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many distinct violations one core takes from the event to the document that is published, those held for review included: from many
 * containers, each within its budget, and from one that is past it.
 */
final class DetectorRate implements BenchmarkSection {

    private static final int CONTAINERS = 64;
    private static final int EACH = 1_600;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<Long> NO_ARGUMENTS = List.of(0L, 0L, 0L, 0L, 0L, 0L);

    private final Bench bench;

    DetectorRate(Bench bench) {
        this.bench = bench;
    }

    @Override
    public String title() {
        return "Distinct violations through the detector, one core";
    }

    @Override
    public List<Row> run() {
        bench.progress().step("many containers");
        rate(CONTAINERS, EACH); // warms up
        Row many = Row.single("violations", CONTAINERS + " containers", rate(CONTAINERS, EACH), "a second");
        bench.progress().step("one container");
        return List.of(many, Row.single("violations", "one container", rate(1, CONTAINERS * EACH), "a second, most of them over its budget"));
    }

    private static double rate(int containers, int each) {
        Path directory = Directories.temporary("detector");
        try {
            Learner learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> SECOND);
            Detectors detector = new Detectors(Duration.ofSeconds(10), DetectorState.EMPTY);
            ViolationEvents events = new ViolationEvents("perf");
            Watched[] watched = new Watched[containers];
            for (int i = 0; i < containers; i++) {
                watched[i] = freeze(learner, i);
            }
            long published = 0;
            long began = cpuNanos();
            for (int n = 0; n < each; n++) {
                for (int i = 0; i < containers; i++) {
                    Event.Observation observation = observation(i, n);
                    learner.learn(observation);
                    published += detector.detect(observation, watched[i]).stream().mapToInt(violation -> events.event(violation).data().length).sum();
                }
            }
            double seconds = (cpuNanos() - began) / 1e9;
            if (published == 0) {
                throw new IllegalStateException("no violation came of it");
            }
            return containers * each / seconds;
        } finally {
            Directories.delete(directory);
        }
    }

    /** Of this thread: what else runs on the machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Watched freeze(Learner learner, int number) {
        String name = "perf-" + number;
        Grants grants = new Grants(true, List.of(), List.of(), null, false, null, 0);
        ContainerMetadata container = new ContainerMetadata(
                new SlotKey(number + 1, 1), 9, "/" + name, name, ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1"), "",
                name, "", "", List.of(), Map.of(), grants, "node", 1, 0, false);
        learner.learn(new Event.ContainerChanged(new Position(0, 0), SECOND, slot(number), container));
        learner.learn(observation(number, Item.syscall(Abi.X86_64, Stage.SERVE, 0)));
        WorkloadId id = learner.workloadOf(slot(number)).orElseThrow();
        FrozenBaseline baseline = new FrozenBaseline(learner.freeze(id, "perf", true).baseline(), ImplicitAllowances.NONE);
        return new Watched(new Subject("node", id.toString(), name, name, "", ""), baseline, SECOND);
    }

    private static SlotId slot(int number) {
        return new SlotId(7, number + 1, 1);
    }

    /** The n-th refusal: another call or another errno. */
    private static Event.Observation observation(int container, int n) {
        return observation(container, new Item(ItemKind.DENIAL, Abi.X86_64, Stage.SERVE, 0, 100 + n / 4_095, 1 + n % 4_095));
    }

    private static Event.Observation observation(int container, Item item) {
        return new Event.Observation(new Position(1, 0), 2 * SECOND, slot(container), item, 1, 0, -1, NO_ARGUMENTS, 0,
                new Actor(4711, 4711, 1, 0, 0, "flood"), "/bin/flood");
    }
}
