// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.cluster.ClusterWorkload;
import io.winnow.analyzer.api.cluster.ClusterWorkloads;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.publish.TopicReader;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an object with the profile of each workload that is frozen for the whole cluster. What is decided says which workloads to look at; what they are, the
 * hub's view says, which may come a moment later: so each is looked at until it is that far. While the server is away, what is to be done waits, and the log says
 * so once. Of a workload that learns again the last profile stays, as its pods may start under it; of one that is forgotten it is removed.
 */
public final class ProfilesAsObjects implements TopicReader.Receiver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProfilesAsObjects.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final String cluster;
    private final ClusterWorkloads workloads;
    private final Profiles profiles;
    private final ProfileObjects objects;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread worker = new Thread(task, "winnow-profile-objects");
        worker.setDaemon(true);
        return worker;
    });
    private final Map<String, WorkloadId> decided = new HashMap<>();
    /** By workload that is to be looked at: the time of the decision that the view has to know. */
    private final Map<String, Long> due = new HashMap<>();
    private RuntimeCallSets calls = RuntimeCallSets.EMPTY;
    private boolean caughtUp;
    private boolean removalDue;
    private String lastError = "";

    /** @param cluster whose decisions are followed; others are left alone */
    public ProfilesAsObjects(String cluster, ClusterWorkloads workloads, Profiles profiles, ProfileObjects objects) {
        this.cluster = cluster;
        this.workloads = workloads;
        this.profiles = profiles;
        this.objects = objects;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::round, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void message(String key, String report, byte[] document) {
        if (document.length == 0) {
            removalDue |= decided.remove(key) != null;
            return;
        }
        try {
            Shared part = Shared.read(document);
            if (part.cluster().equals(cluster) && part.node().equals(Shared.HUB) && part.part() == 0) {
                decided.put(key, part.workload());
                calls = calls.join(part.runtimeCalls());
                due.put(part.workload().name(), part.decisions().stream().mapToLong(decision -> decision.time()).max().orElse(0));
            }
        } catch (IllegalArgumentException e) {
            LOG.warn("a decision was refused (key {}): {}", PlainText.of(key), e.getMessage());
        }
    }

    /** What was taken back while no hub was there has left no message. */
    @Override
    public synchronized void caughtUp() {
        caughtUp = true;
        removalDue = true;
    }

    /** Does what is to be done, as far as the server lets it. */
    void round() {
        try {
            if (workloads.failing().isEmpty()) {
                for (Map.Entry<String, Long> next : next().entrySet()) {
                    if (apply(next.getKey(), next.getValue())) {
                        done(next);
                    }
                }
                remove();
                succeeded();
            }
        } catch (IOException | RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private synchronized Map<String, Long> next() {
        return Map.copyOf(due);
    }

    private synchronized void done(Map.Entry<String, Long> looked) {
        due.remove(looked.getKey(), looked.getValue());
    }

    /** @return whether the view knew all that was decided */
    private boolean apply(String name, long decisionTime) throws IOException {
        List<Workload> versions = ids(name).stream().flatMap(id -> workloads.find(id).stream()).map(ClusterWorkload::workload).toList();
        List<Workload> frozen = versions.stream().filter(Workload::frozen).toList();
        if (!frozen.isEmpty()) {
            Optional<String> document = document(name, frozen);
            if (document.isPresent()) {
                objects.apply(name, document.get());
            }
        }
        return versions.stream().flatMap(version -> version.decisions().stream()).anyMatch(decision -> decision.time() >= decisionTime) || ids(name).isEmpty();
    }

    /** What cannot be such an object is said, and is not tried until the next decision. */
    private Optional<String> document(String name, List<Workload> frozen) {
        try {
            return Optional.of(profiles.rendering(EveryVersion.of(frozen), ExportFormat.SPO, ProfileRequest.of(ExportFormat.SPO.id()), calls()).body());
        } catch (FaultException e) {
            LOG.warn("profile of workload {} cannot be an object: {}", name, e.getMessage());
            return Optional.empty();
        }
    }

    private synchronized RuntimeCallSets calls() {
        return calls;
    }

    private synchronized List<WorkloadId> ids(String name) {
        return decided.values().stream().filter(id -> id.name().equals(name)).toList();
    }

    private void remove() throws IOException {
        Set<String> names = new HashSet<>();
        synchronized (this) {
            if (!caughtUp || !removalDue) {
                return;
            }
            removalDue = false;
            decided.values().forEach(id -> names.add(id.name()));
        }
        try {
            objects.retain(names);
        } catch (IOException | RuntimeException e) {
            synchronized (this) {
                removalDue = true;
            }
            throw e;
        }
    }

    private void succeeded() {
        if (!lastError.isEmpty()) {
            LOG.info("profiles are objects again");
            lastError = "";
        }
    }

    /** Once, and not at every attempt. */
    private void failed(String error) {
        if (lastError.isEmpty()) {
            LOG.warn("profiles cannot be made objects ({}): it is tried again every {}", error, EVERY);
        }
        lastError = error;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
