// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.Application;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Five frozen servers under load, with what happens to servers every day: their logs are rotated, their configuration is read again, they are restarted,
 * and new replicas take the places of old ones. That is no finding above info. {@code -Dwinnow.requests=1000000} asks for more requests.
 */
class NormalTrafficIT {
    private static final long REQUESTS = Long.getLong("winnow.requests", 20_000);
    private static final long REQUESTS_WHILE_LEARNING = Math.min(REQUESTS, 20_000);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** One replica; the next takes a new name, root file system and port. */
    private static final class Replica implements AutoCloseable {
        private final NormalServer server;
        private final Application application;
        private final Container container;

        Replica(Runc runc, NormalServer server, String id) {
            this.server = server;
            this.application = server.application();
            try {
                container = runc.start(id, application.rootfs(), server.spec(application).withAnnotation("io.winnow.workload", workload(server)));
            } catch (RuntimeException e) {
                application.close();
                throw e;
            }
        }

        /** Its various requests once, and then so many of one kind. */
        long serve(long requests) {
            int port = application.port().orElseThrow();
            try {
                Ports.await(port, LIMIT);
                assertThat(application.dialogue().get()).as("answers of " + server).isNotNull();
                return server.requests().send(port, requests);
            } catch (RuntimeException e) {
                throw new IllegalStateException(server + " does not serve: " + e.getMessage() + "; its output: " + container.output(), e);
            }
        }

        void stop() {
            container.stop(application.signal());
        }

        @Override
        public void close() {
            container.close();
            application.close();
        }
    }

    @Test
    void normalTrafficAndWhatIsDoneToServersEveryDayAreNoFindingAboveInfo() throws Exception {
        Path directory = Directories.temporary("normal");
        try (Runc runc = new Runc(directory); WinnowService winnow = service(directory).start()) {
            Instant began = Instant.now();
            ofEach(server -> everyDay(runc, server, "learned", REQUESTS_WHILE_LEARNING * server.percent() / 100));
            for (NormalServer server : NormalServer.values()) {
                new Baselines(winnow.api()).afterTheEnd(workload(server), began);
                winnow.cli("freeze", workload(server), "--force").orThrow();
            }
            long begin = System.nanoTime();
            long requests = ofEach(server -> everyDay(runc, server, "watched", REQUESTS * server.percent() / 100));
            double seconds = (System.nanoTime() - begin) / 1e9;
            whatADebuggerDoesIsFound(winnow, runc);
            List<JsonNode> findings = findings(winnow, "info");
            System.out.printf("%d requests to %d servers in %.0f s: %d findings of severity info, %d above%n",
                    requests, NormalServer.values().length, seconds, count(findings, "info"), findings.size() - count(findings, "info") - 1);
            assertThat(requests).isGreaterThanOrEqualTo(REQUESTS);
            assertThat(findings(winnow, "low")).singleElement().satisfies(finding -> assertThat(finding.path("kind").asText()).isEqualTo("exec-session"));
        } finally {
            Directories.delete(directory);
        }
    }

    /** Traffic, a rotated log, a reload, a restart, and a rolling update; returns how many requests were answered. */
    private static long everyDay(Runc runc, NormalServer server, String prefix, long requests) {
        String id = prefix + "-" + workload(server);
        long quarter = requests / 4 + 1;
        long answered = 0;
        try (Replica first = new Replica(runc, server, id + "-1")) {
            answered += first.serve(quarter);
            server.rotateLog(first.container, first.application);
            answered += first.serve(quarter / 2);
            server.reload(first.container);
            answered += first.serve(quarter / 2);
            first.stop();
        }
        try (Replica again = new Replica(runc, server, id + "-1")) {
            answered += again.serve(quarter);
            try (Replica update = new Replica(runc, server, id + "-2")) {
                answered += update.serve(quarter / 2) + again.serve(quarter / 2);
                again.stop();
                answered += update.serve(quarter / 2);
                update.stop();
            }
        }
        return answered;
    }

    /** The same of all servers at once; gives the sum. */
    private static long ofEach(ToLongFunction<NormalServer> work) {
        ExecutorService threads = Executors.newFixedThreadPool(NormalServer.values().length);
        try {
            List<CompletableFuture<Long>> each = new ArrayList<>();
            for (NormalServer server : NormalServer.values()) {
                each.add(CompletableFuture.supplyAsync(() -> work.applyAsLong(server), threads));
            }
            return each.stream().mapToLong(CompletableFuture::join).sum();
        } finally {
            threads.shutdownNow();
        }
    }

    /** The proof that it was watched: a debugger enters a container and starts a program. */
    private static void whatADebuggerDoesIsFound(WinnowService winnow, Runc runc) {
        try (Replica replica = new Replica(runc, NormalServer.NGINX, "debugged-" + workload(NormalServer.NGINX))) {
            replica.serve(1);
            replica.application.rootfs().programs("/bin/true");
            replica.container.exec("/bin/true").orThrow();
            await().atMost(LIMIT).until(() -> !findings(winnow, "low").isEmpty());
            replica.stop();
        }
    }

    private static List<JsonNode> findings(WinnowService winnow, String severity) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        winnow.api().get("/v1/findings?severity=" + severity).forEach(found::add);
        return found;
    }

    private static long count(List<JsonNode> findings, String severity) {
        return findings.stream().filter(finding -> finding.path("severity").asText().equals(severity)).count();
    }

    private static String workload(NormalServer server) {
        return "every-day-" + server.name().toLowerCase(Locale.ROOT);
    }

    private static WinnowService service(Path directory) {
        return new WinnowService(Host.launcher(), directory, Host.settings(directory));
    }
}
