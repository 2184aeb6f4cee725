// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.ProfilingApi;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.profiling.ProfilingDocument;
import io.winnow.analyzer.api.profiling.ProfilingSummary;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Position;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.profiling.ProfiledContainer;
import io.winnow.analyzer.profiling.Profilings;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SlotKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Profiles whatever it is asked to; each look makes the container's calls a second older. */
final class FakeProfiling implements ProfilingApi {

    private static final SlotKey SLOT = new SlotKey(1, 1);
    private static final int BUCKET = 10;

    private final Profilings profilings = new Profilings();
    private ProfilingRequest request;
    private int seconds;

    @Override
    public synchronized CompletableFuture<List<ProfilingSummary>> list() {
        return CompletableFuture.completedFuture(profilings.list());
    }

    @Override
    public synchronized CompletableFuture<ProfilingDocument> profiling(String name, String call) {
        return answer(() -> {
            String id = profilings.find(name);
            sample();
            return profilings.document(id, call);
        });
    }

    @Override
    public synchronized CompletableFuture<ProfilingSummary> start(String name, Duration time, Principal by) {
        return answer(() -> {
            ProfilingSummary started = profilings.start(name, new ProfiledContainer(name, "shop", "w-01234567"), time, by.as(Role.OPERATOR));
            profilings.send(sent -> {
                request = sent;
                return true;
            });
            seconds = 0;
            return started;
        });
    }

    @Override
    public synchronized CompletableFuture<ProfilingSummary> stop(String name, Principal by) {
        return answer(() -> profilings.stop(profilings.find(name), by.as(Role.OPERATOR)));
    }

    private void sample() {
        seconds++;
        List<Long> latency = new ArrayList<>(Collections.nCopies(BUCKET + 1, 0L));
        latency.set(BUCKET, 50L * seconds);
        latency.set(BUCKET - 2, 150L * seconds);
        List<SyscallUse> calls = List.of(
                new SyscallUse(Abi.X86_64, 0, 200L * seconds, 4L * seconds, Map.of(Errno.EAGAIN, 4L * seconds), 90_000L * seconds, latency),
                new SyscallUse(Abi.I386, 5, seconds, 0, Map.of(), 900L * seconds, List.of()));
        long time = request.since() + Duration.ofSeconds(seconds).toNanos();
        profilings.sample(
                new Event.CallsProfiled(new Position(1, 0), time, SlotId.of(1, SLOT), new CallProfile(request, SLOT, false, 0, calls)), slot -> null);
    }

    private static <T> CompletableFuture<T> answer(Supplier<T> question) {
        try {
            return CompletableFuture.completedFuture(question.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
