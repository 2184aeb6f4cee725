// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.AnalyzerComponent;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.agent.Collector;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs collector, analyzer or both until a signal comes or one of them fails. */
final class Service {

    private static final Logger LOG = LoggerFactory.getLogger(Service.class);

    private final Optional<Collector> collector;
    private final Optional<AnalyzerComponent> analyzer;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Service(Optional<Collector> collector, Optional<AnalyzerComponent> analyzer) {
        this.collector = collector;
        this.analyzer = analyzer;
    }

    /** Returns the exit code. The collector ends first, so that the analyzer still reads what it wrote last. */
    @SuppressWarnings("try") // to be closed is all that a resource is for
    int run() {
        try (Ending.OnSignal ignored = Ending.onSignal(() -> end.complete(null))) {
            return runToTheEnd();
        }
    }

    private int runToTheEnd() {
        analyzer.ifPresent(service -> {
            service.start();
            service.ended().whenComplete((nothing, e) -> end.complete(null));
        });
        collector.ifPresent(this::watch);
        analyzer.ifPresent(service -> LOG.info("violations go to {}", service.publisher().description()));
        LOG.info("at work; SIGINT or SIGTERM ends it");
        end.join();
        LOG.info("ending");
        collector.ifPresent(Collector::close);
        analyzer.ifPresent(AnalyzerComponent::close);
        boolean failed = collector.flatMap(Collector::failure).isPresent()
                || analyzer.filter(service -> service.ended().isCompletedExceptionally()).isPresent();
        LOG.info("ended");
        return failed ? ExitCode.FAILURE : ExitCode.OK;
    }

    private void watch(Collector running) {
        Thread watch = new Thread(() -> {
            try {
                running.awaitEnd();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end.complete(null);
        }, "winnow-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
