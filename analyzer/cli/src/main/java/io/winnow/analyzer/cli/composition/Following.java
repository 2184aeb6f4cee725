// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.cluster.ClusterDecisions;
import io.winnow.analyzer.agent.cluster.ProfileFiles;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.TopicReader;
import io.winnow.analyzer.store.BaselineStore;
import java.util.Optional;

/** How a host follows the decisions of its cluster. */
final class Following {

    private Following() {}

    /** Where it keeps what is decided; empty if it does not follow. */
    static Optional<BaselineStore> store(Settings settings) {
        if (!settings.analyzer().followHub()) {
            return Optional.empty();
        }
        if (settings.publish().kafka().servers().isEmpty()) {
            throw new CommandException(ExitCode.USAGE,
                    "analyzer.followHub is set and publish.kafka.bootstrapServers is empty: decisions of a cluster come from Kafka; name its brokers");
        }
        return Optional.of(new BaselineStore(settings.decided()));
    }

    static TopicReader reader(Settings settings, BaselineStore decided, Analyzer analyzer) {
        return new TopicReader(Sinks.settings(settings.publish().kafka()), EventStream.DECISIONS, settings.publish().retryAfter(),
                new ClusterDecisions(settings.cluster(), decided, analyzer, settings.analyzer().profileDirectory().map(
                        directory -> new ProfileFiles(directory, new Profiles(new Composition(settings).suggestions())))));
    }
}
