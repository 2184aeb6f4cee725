// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.BaselineRepository;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.publish.TopicReader;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.WallTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a node follow what is decided for its whole cluster. What was decided of each workload is kept on disk, for workloads that are to come and for times
 * without a broker; workloads that are known follow at once. Repeating it changes nothing. For one thread.
 */
public final class ClusterDecisions implements TopicReader.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterDecisions.class);

    private final String cluster;
    private final BaselineRepository decided;
    private final Analyzer analyzer;
    private final Optional<ProfileFiles> profiles;
    private RuntimeCallSets calls;
    private final Map<String, WorkloadId> known = new HashMap<>();
    private final Map<WorkloadId, Report> unfinished = new HashMap<>();
    private final NavigableSet<WorkloadId> seen = new TreeSet<>();

    /** Parts of one report, by their number. */
    private record Report(String id, Map<Integer, Shared> parts) {}

    /**
     * @param cluster whose decisions are followed; others are left alone
     * @param decided gets what was decided of each workload
     * @param profiles where their profiles go; empty: nowhere
     */
    public ClusterDecisions(String cluster, BaselineRepository decided, Analyzer analyzer, Optional<ProfileFiles> profiles) {
        this.cluster = cluster;
        this.decided = decided;
        this.analyzer = analyzer;
        this.profiles = profiles;
        this.calls = decided.loadRuntimeCalls();
    }

    @Override
    public void message(String key, String report, byte[] document) {
        if (document.length == 0) {
            WorkloadId gone = SharedEvents.isOfFirstPart(key) ? known.remove(key) : null;
            if (gone != null) {
                forget(gone);
            }
            return;
        }
        Shared part;
        try {
            part = read(key, document);
        } catch (IllegalArgumentException e) {
            LOG.warn("a decision was refused (key {}): {}", PlainText.of(key), e.getMessage());
            return;
        }
        if (part.cluster().equals(cluster)) {
            known.put(key, part.workload());
            seen.add(part.workload());
            add(report, part);
        }
    }

    private static Shared read(String key, byte[] document) {
        Shared part = Shared.read(document);
        String right = SharedEvents.key(part.cluster(), part.workload());
        if (!part.node().equals(Shared.HUB) || !key.startsWith(right + "?")) {
            throw new IllegalArgumentException("it is about " + right + ", and says node=" + PlainText.of(part.node()) + ": a hub names none");
        }
        return part;
    }

    private void add(String id, Shared part) {
        Report report = unfinished.get(part.workload());
        if (report == null || !report.id().equals(id)) {
            report = new Report(id, new TreeMap<>());
            unfinished.put(part.workload(), report);
        }
        report.parts().put(part.part(), part);
        if (report.parts().size() == part.parts()) {
            unfinished.remove(part.workload());
            learn(Shared.runtimeCalls(report.parts().values()));
            follow(Shared.whole(List.copyOf(report.parts().values())));
            profile(part.workload().name());
        }
    }

    private void learn(RuntimeCallSets more) {
        if (!calls.covers(more)) {
            calls = calls.join(more);
            decided.saveRuntimeCalls(calls);
        }
    }

    /** Of one that learns again the last profile stays: its pods may start under it. */
    private void profile(String name) {
        profiles.ifPresent(files -> {
            List<Workload> frozen = seen.tailSet(new WorkloadId(name, "")).stream().takeWhile(id -> id.name().equals(name))
                    .flatMap(id -> decided.look(id).stream()).filter(Workload::frozen).sorted(Comparator.comparingLong(Workload::frozenAt)).toList();
            if (!frozen.isEmpty()) {
                files.write(name, frozen, calls);
            }
        });
    }

    /** On disk first: a workload that comes meanwhile finds it there. */
    private void follow(Workload workload) {
        if (decided.look(workload.id()).filter(workload::equals).isEmpty()) {
            decided.save(workload);
        }
        if (analyzer.ask(() -> analyzer.follow(workload)).join()) {
            Decision last = workload.decisions().get(workload.decisions().size() - 1);
            LOG.info("workload {} follows the cluster: {} by {}", workload.id(), last.action(), last.by());
        }
    }

    /** What was taken back while this node was away has left no message. */
    @Override
    public void caughtUp() {
        decided.heads().stream().map(BaselineRepository.Head::id).filter(id -> !seen.contains(id)).forEach(this::forget);
    }

    private void forget(WorkloadId id) {
        seen.remove(id);
        if (profiles.isPresent() && seen.tailSet(new WorkloadId(id.name(), "")).stream().noneMatch(other -> other.name().equals(id.name()))) {
            profiles.get().remove(id.name());
        }
        profile(id.name());
        decided.look(id).ifPresent(workload -> decided.forget(workload,
                new Decision(WallTime.nanos(Instant.now()), Decision.Action.FORGET, "the cluster's hub", workload.baseline().items().size())));
    }
}
