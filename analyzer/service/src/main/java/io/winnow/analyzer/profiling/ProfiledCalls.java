// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.WallTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The calls of one container since it is profiled, over its starts. For one thread. */
final class ProfiledCalls {

    private static final double NANOS_PER_SECOND = 1e9;
    /** Calls with a history of their own; beside them there is one of all. */
    private static final int MAX_HISTORIES = 32;

    private final ProfiledContainer container;
    private final LatencyHistory all;
    private final Map<SyscallUse.Key, LatencyHistory> histories = new LinkedHashMap<>();
    private final Map<SyscallUse.Key, SyscallUse> totals = new HashMap<>();
    /** What the collector said last, by slot; one that nothing more comes from is not here. */
    private final Map<SlotId, Map<SyscallUse.Key, SyscallUse>> sampled = new HashMap<>();
    private ProfilingRequest request;
    private Map<SyscallUse.Key, Double> perSecond = Map.of();
    private long sampledAt;
    /** Of the collector, before this began; −1 if not known yet. */
    private long uncountedBefore = -1;
    private long uncounted;

    ProfiledCalls(ProfilingRequest request, ProfiledContainer container) {
        this.request = request;
        this.container = container;
        this.all = new LatencyHistory(request.since());
    }

    ProfilingRequest request() {
        return request;
    }

    ProfiledContainer container() {
        return container;
    }

    Collection<SyscallUse> totals() {
        return totals.values();
    }

    void change(ProfilingRequest other) {
        request = other;
    }

    boolean isOver(long now) {
        return request.until() <= now;
    }

    /** What the collector counted. */
    void sample(Event.CallsProfiled event) {
        Map<SyscallUse.Key, SyscallUse> before = sampled.computeIfAbsent(event.slot(), none -> new HashMap<>());
        double seconds = Math.max(1, event.time() - (sampledAt == 0 ? request.since() : sampledAt)) / NANOS_PER_SECOND;
        Map<SyscallUse.Key, Double> rates = new HashMap<>();
        for (SyscallUse call : event.profile().calls()) {
            SyscallUse known = before.put(call.key(), call);
            SyscallUse news = known == null ? call : call.since(known);
            if (news.count() > 0) {
                totals.merge(call.key(), news, SyscallUse::plus);
                rates.put(call.key(), news.count() / seconds);
                remember(event.time(), news);
            }
        }
        if (event.profile().last()) {
            sampled.remove(event.slot());
        }
        perSecond = rates;
        sampledAt = event.time();
        long lost = event.profile().uncounted();
        uncountedBefore = uncountedBefore < 0 || lost < uncountedBefore ? lost : uncountedBefore;
        uncounted = lost - uncountedBefore;
    }

    private void remember(long time, SyscallUse news) {
        all.add(time, news.latency());
        LatencyHistory own = histories.size() < MAX_HISTORIES
                ? histories.computeIfAbsent(news.key(), none -> new LatencyHistory(request.since()))
                : histories.get(news.key());
        if (own != null) {
            own.add(time, news.latency());
        }
    }

    ProfilingSummary summary(long now) {
        return new ProfilingSummary(
                request.container(),
                container.name(),
                container.workload(),
                container.workloadId(),
                isOver(now) ? ProfilingSummary.ENDED : sampled.isEmpty() ? ProfilingSummary.WAITING : ProfilingSummary.RUNNING,
                request.startedBy(),
                WallTime.millis(request.since()).toString(),
                WallTime.millis(request.until()).toString(),
                request.stoppedBy().isEmpty() ? null : request.stoppedBy(),
                totals.values().stream().mapToLong(SyscallUse::count).sum(),
                totals.values().stream().mapToLong(SyscallUse::failed).sum(),
                uncounted);
    }

    /**
     * All of it, the calls that took the most time first.
     *
     * @param call whose latency the heat map is of; empty: of all
     */
    ProfilingDocument document(long now, String call) {
        boolean live = !isOver(now);
        List<CallUseDocument> calls = totals.values().stream()
                .sorted(Comparator.comparingLong(SyscallUse::nanos).reversed().thenComparing(SyscallUse::name).thenComparing(SyscallUse::abi))
                .map(use -> CallUseDocument.of(use, live ? perSecond.getOrDefault(use.key(), 0.0) : 0))
                .toList();
        return new ProfilingDocument(summary(now), calls, (call.isEmpty() ? all : history(call)).document());
    }

    private LatencyHistory history(String call) {
        return histories.entrySet().stream()
                .filter(entry -> CallUseDocument.label(entry.getKey().abi(), entry.getKey().nr()).equals(call))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> FaultException.notFound("container " + request.container() + " has no latencies of a call \"" + call
                        + "\": they are kept of the first " + MAX_HISTORIES + " calls that were seen"));
    }
}
