// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.agent.Rehearsal;
import io.winnow.analyzer.cli.reach.ReachUpdates;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.Sink;
import io.winnow.analyzer.publish.TopicReader;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The analyzer with what it needs around it. */
public record AnalyzerComponent(
        Analyzer analyzer, Publisher publisher, Sink sink, ApiServer server, Naming naming, Optional<ReachUpdates> reach, Optional<TopicReader> follower)
        implements AutoCloseable {

    public void start() {
        publisher.start();
        analyzer.start();
        Rehearsal.start(sink);
        reach.ifPresent(ReachUpdates::start);
        follower.ifPresent(TopicReader::start);
    }

    /** Completes when the analyzer has ended, exceptionally if it failed. */
    public CompletableFuture<Void> ended() {
        return analyzer.ended();
    }

    /** The loop first: it still wants its last confirmations, and no request should reach it any more. */
    @Override
    public void close() {
        server.close();
        reach.ifPresent(ReachUpdates::close);
        follower.ifPresent(TopicReader::close);
        analyzer.close();
        publisher.close();
        naming.close();
    }
}
