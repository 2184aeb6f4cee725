// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.profiling;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.metric.Metrics;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.record.WallTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which containers are profiled, and what came of it. The request is state of the control queue, and the collector repeats it with what it counts: so it
 * outlives this process, and ends by itself. Bounded; for one thread.
 */
public final class Profilings {

    /** At a time: each makes the calls of its container slower, and the exit hook those of the host. */
    static final int MAX_RUNNING = 4;
    /** The longest that may be asked for. */
    static final Duration LONGEST = Duration.ofHours(1);
    /** With those that have ended. */
    static final int MAX_KEPT = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Profilings.class);

    private final LongSupplier wallTime;
    /** By the container's id, the oldest first. */
    private final Map<String, ProfiledCalls> profilings = new LinkedHashMap<>();
    private final Deque<ProfilingRequest> unsent = new ArrayDeque<>();

    /** By the clock of this host. */
    public Profilings() {
        this(() -> WallTime.nanos(Instant.now()));
    }

    /** @param wallTime nanoseconds since 1970 */
    Profilings(LongSupplier wallTime) {
        this.wallTime = wallTime;
    }

    /**
     * Has a container profiled from now on.
     *
     * @param id the container's
     * @param by who decides
     * @throws FaultException if it is profiled already, too many are, or the time is too long
     */
    public ProfilingSummary start(String id, ProfiledContainer container, Duration time, String by) {
        long now = wallTime.getAsLong();
        if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
            throw FaultException.invalid("a container is profiled for more than nothing and at most " + LONGEST.toMinutes() + " minutes: duration=" + time);
        }
        if (running(id, now)) {
            throw FaultException.conflict("container " + container.name() + " is profiled already, since " + profilings.get(id).summary(now).since());
        }
        if (profilings.values().stream().filter(one -> !one.isOver(now)).count() >= MAX_RUNNING) {
            throw FaultException.conflict(MAX_RUNNING + " containers are profiled already, and no more at a time: stop one");
        }
        ProfilingRequest request = new ProfilingRequest(id, by, now, now + time.toNanos(), "");
        unsent.add(request);
        LOG.info("profiling begins: container={} by={} minutes={}", id, by, time.toMinutes());
        return put(request, container).summary(now);
    }

    /**
     * Ends it at once.
     *
     * @param id of a container that {@link #find} knows
     * @throws FaultException if it is not profiled now
     */
    public ProfilingSummary stop(String id, String by) {
        long now = wallTime.getAsLong();
        if (!running(id, now)) {
            throw FaultException.conflict("container " + id + " is not profiled now");
        }
        ProfiledCalls profiling = profilings.get(id);
        profiling.change(profiling.request().stopped(by, now));
        unsent.add(profiling.request());
        LOG.info("profiling ends: container={} by={}", id, by);
        return profiling.summary(now);
    }

    private boolean running(String id, long now) {
        return profilings.containsKey(id) && !profilings.get(id).isOver(now);
    }

    /** Takes what the collector counted: also of what an earlier process asked for. */
    public void sample(Event.CallsProfiled event, Function<SlotId, ProfiledContainer> containers) {
        ProfilingRequest request = event.profile().request();
        ProfiledCalls known = profilings.get(request.container());
        if (known == null || known.request().since() < request.since()) {
            known = put(request, containers.apply(event.slot()));
        }
        if (known.request().since() == request.since()) {
            known.sample(event);
        }
    }

    private ProfiledCalls put(ProfilingRequest request, ProfiledContainer container) {
        profilings.remove(request.container());
        Iterator<ProfiledCalls> oldest = profilings.values().iterator();
        while (profilings.size() >= MAX_KEPT && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
        ProfiledCalls profiling = new ProfiledCalls(request, container);
        profilings.put(request.container(), profiling);
        return profiling;
    }

    /** Sends what is to be sent, as far as the queue takes it; says how many. */
    public int send(Predicate<ProfilingRequest> queue) {
        int sent = 0;
        while (!unsent.isEmpty() && queue.test(unsent.peek())) {
            unsent.remove();
            sent++;
        }
        return sent;
    }

    /** The newest first. */
    public List<ProfilingSummary> list() {
        List<ProfilingSummary> list = new ArrayList<>(profilings.values().stream().map(one -> one.summary(wallTime.getAsLong())).toList());
        Collections.reverse(list);
        return list;
    }

    /**
     * The id of the container that a name means: its id, its name, or the start of the id.
     *
     * @throws FaultException if none is known that is called so
     */
    public String find(String name) {
        return profilings.entrySet().stream()
                .filter(one -> one.getKey().equals(name) || one.getValue().container().name().equals(name) || !name.isEmpty() && one.getKey().startsWith(name))
                .map(Map.Entry::getKey)
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> FaultException.notFound("no container \"" + name + "\" was profiled lately"));
    }

    /**
     * What was counted of a container.
     *
     * @param id that {@link #find} answered
     * @param call whose latency the heat map is of; empty: of all
     */
    public ProfilingDocument document(String id, String call) {
        return profilings.get(id).document(wallTime.getAsLong(), call);
    }

    /** Says where the metrics of profiled containers are read. */
    public void register(Metrics metrics) {
        new ProfilingMetrics(profilings.values()).register(metrics);
    }
}
