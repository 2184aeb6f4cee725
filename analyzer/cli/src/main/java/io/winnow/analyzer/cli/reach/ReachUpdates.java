// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.reach;

import io.winnow.analyzer.agent.RunningWorkloads;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.store.ReachDocument;
import io.winnow.analyzer.store.ReachStore;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the programs of running workloads can call at most. Looks at the files that they execute now and then, on a thread of its own, and has those analysed
 * that are new: one workload after another, each in a {@link ReachProcess}. What was found stays: another container may execute other programs.
 */
public final class ReachUpdates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReachUpdates.class);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration ANALYSIS = Duration.ofSeconds(120);
    private static final long ANSWER_SECONDS = 10;
    /** Containers of one workload that are looked at in one turn. */
    private static final int MAX_REPLICAS = 3;

    private final RunningWorkloads running;
    private final ReachStore store;
    private final ReachProcess process;
    private final Path proc;
    private final Path cgroups;
    private final Map<WorkloadId, Map<String, String>> analyzed = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "winnow-reach");
        made.setDaemon(true);
        return made;
    });

    /**
     * @param mainClass of this program, which is started to analyse
     * @param cgroups where the hierarchy is mounted
     */
    public ReachUpdates(RunningWorkloads running, ReachStore store, String mainClass, Path proc, Path cgroups) {
        this.running = running;
        this.store = store;
        this.process = new ReachProcess(mainClass, store.files(), ANALYSIS);
        this.proc = proc;
        this.cgroups = cgroups;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::turn, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void turn() {
        try {
            SortedMap<WorkloadId, List<String>> now = running.cgroups().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            analyzed.keySet().retainAll(now.keySet());
            for (Map.Entry<WorkloadId, List<String>> each : now.entrySet()) {
                SortedSet<String> executed = running.executed(each.getKey()).get(ANSWER_SECONDS, TimeUnit.SECONDS);
                for (String cgroup : each.getValue().stream().limit(MAX_REPLICAS).toList()) {
                    Optional<RunningFiles> files = RunningFiles.of(proc, cgroups, cgroup);
                    if (files.isPresent()) {
                        update(each.getKey(), cgroup, files.get().withExecuted(executed));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | StoreException e) {
            LOG.warn("what running programs can call is not analysed now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the analysis of running programs failed; it goes on with the next", e);
        }
    }

    private void update(WorkloadId id, String cgroup, RunningFiles files) throws InterruptedException {
        Map<String, String> known = analyzed.computeIfAbsent(id, each -> new HashMap<>());
        Map<String, String> all = new TreeMap<>(files.libraries());
        all.putAll(files.programs());
        if (files.programs().isEmpty() || known.entrySet().containsAll(all.entrySet())) {
            return;
        }
        try {
            ReachDocument found = process.run(files.root(), files.programs().keySet(), files.libraries().keySet());
            if (!files.isOf(cgroups, cgroup)) {
                return;
            }
            known.putAll(all);
            store.save(id, ReachDocument.of(found.programs(), found.reach().join(store.of(id).orElse(Reach.NONE))));
        } catch (IOException e) {
            known.putAll(all);
            LOG.warn("it is not known what the programs of {} can call: {}", PlainText.of(id.toString()), e.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
