// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.cli.config.PublishSettings;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.publish.FileSink;
import io.winnow.analyzer.publish.KafkaSettings;
import io.winnow.analyzer.publish.KafkaSink;
import io.winnow.analyzer.publish.NodeTopics;
import io.winnow.analyzer.publish.Sink;
import io.winnow.analyzer.publish.StreamSink;
import io.winnow.analyzer.publish.SyslogSink;
import io.winnow.analyzer.publish.WebhookSink;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.function.Supplier;

/** Where events go, as the settings say. */
final class Sinks {

    private Sinks() {}

    /** The one place that is configured, otherwise the file. @param node name of this host */
    static Sink of(Settings settings, Supplier<String> node) {
        PublishSettings publish = settings.publish();
        if (publish.kafka().servers().isPresent()) {
            return settings.hub().nodeTopics() ? new KafkaSink(ofNode(settings(publish.kafka()), node.get())) : kafka(publish.kafka());
        }
        if (publish.webhook().address().isPresent()) {
            return new WebhookSink(publish.webhook().address().get(), publish.webhook().secretFile(), publish.webhook().patience());
        }
        if (publish.syslog().address().isPresent()) {
            return new SyslogSink(publish.syslog().address().get(), publish.syslog().patience());
        }
        if (publish.stdout()) {
            return new StreamSink(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        }
        PublishSettings.File file = publish.file();
        return new FileSink(settings.violationsFile(), file.maximum().bytes(), file.files(), file.sync(), settings.collector().diskReserve().bytes());
    }

    private static KafkaSettings ofNode(KafkaSettings shared, String node) {
        try {
            return shared.with(NodeTopics.with(shared.topics(), node));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    static KafkaSink kafka(PublishSettings.Kafka kafka) {
        return new KafkaSink(settings(kafka));
    }

    static KafkaSettings settings(PublishSettings.Kafka kafka) {
        return new KafkaSettings(kafka.servers().orElse(""), kafka.topics().byStream(), kafka.patience(), kafka.createTopics(),
                kafka.security().settings(), kafka.properties());
    }
}
