// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.config.PublishSettings;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cluster.Hub;
import io.winnow.analyzer.cluster.HubSettings;
import io.winnow.analyzer.http.CommandRunner;

/** Makes a hub of the settings. */
public final class HubComposition {

    private HubComposition() {}

    public static HubComponent of(Settings settings, CommandRunner commands) {
        PublishSettings.Kafka kafka = settings.publish().kafka();
        if (kafka.servers().isEmpty()) {
            throw new CommandException(ExitCode.USAGE,
                    "publish.kafka.bootstrapServers is empty: a hub joins what hosts publish to Kafka; name its brokers, as on the hosts");
        }
        Settings.Hub hub = settings.hub();
        return new HubComponent(settings, new Hub(new HubSettings(settings.cluster(), Sinks.settings(kafka), settings.hubState(), hub.threads(), hub.standbys(),
                hub.every(), hub.memory().bytes(), settings.analyzer().rules(), hub.freezes(), hub.aloneOf(), hub.nodeTopics())), commands);
    }
}
