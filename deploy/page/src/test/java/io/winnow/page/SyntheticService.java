// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import io.winnow.analyzer.api.AllowedDocument;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.CommandRunner;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.http.NetworkSettings;
import io.winnow.analyzer.publish.FindingSamples;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The API and its page over workloads that are made up: as many as wanted, and with any name. */
final class SyntheticService implements AutoCloseable {
    private static final List<String> NAMES = List.of("checkout", "cart", "search", "gateway", "ledger", "mailer", "thumbnails", "sessions");
    private static final List<String> STATES = List.of("learning", "learning", "stable", "frozen");

    private final FakeAnalyzer analyzer = new FakeAnalyzer().delivering(new StatusDocument.Delivery("kafka:9092", true, Optional.empty(), Optional.empty()));
    private final Random random = new Random(7);
    private final ApiServer server;

    private SyntheticService(Path directory, Optional<Path> principals) {
        server = new ApiServer(
                directory.resolve("api.sock"), Optional.of(new NetworkSettings(NetworkSettings.parse("127.0.0.1:0"), Set.of(), Optional.empty(), principals)),
                ApiLimits.DEFAULT, analyzer, new ViolationFeed(100), CommandRunner.NONE);
    }

    static SyntheticService start(Path directory, Optional<Path> principals) throws IOException {
        SyntheticService service = new SyntheticService(directory, principals);
        service.server.start();
        return service;
    }

    /** Adds workloads of a shop, numbered. */
    SyntheticService withMany(int count) {
        for (int i = 0; i < count; i++) {
            with("shop/deployment/" + NAMES.get(i % NAMES.size()) + "-" + i + "/app");
        }
        return this;
    }

    /** Adds as many, each with a container that runs and with a finding. */
    SyntheticService withManyAtWork(int count) {
        withMany(count);
        analyzer.workloads().join().forEach(workload -> {
            analyzer.running(new ContainerDocument(
                    "container-of-" + workload.shortId(), workload.shortId(), null, null, null, null, null, null, null, workload.id(), workload.shortId(), "2026-11-21T10:00:00Z",
                    "running", false, "filter", null, "node", Map.of(), false));
            analyzer.findings().found(FindingSamples.session(workload.id(), "sh", "/bin/sh", Map.of()));
        });
        return this;
    }

    SyntheticService with(String id) {
        String state = STATES.get(random.nextInt(STATES.size()));
        analyzer.with(new WorkloadSummary(
                id, new WorkloadId(id, "").shortId(), state, random.nextInt(9) == 0 ? List.of("late") : List.of(), random.nextInt(12), 30 + random.nextInt(90), 0,
                random.nextInt(5), new SampleDocument(0.8 + random.nextDouble() / 5.1, 10 + random.nextInt(400), 1 + random.nextInt(9), 0),
                state.equals("frozen") && random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 0, "2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", IdentityDocument.OWN,
                new AllowedDocument(309, 14), Map.of("high", 1)));
        return this;
    }

    FakeAnalyzer analyzer() {
        return analyzer;
    }

    String origin() {
        return "http://127.0.0.1:" + server.networkAddress().orElseThrow().getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
