// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.agent.Rehearsal;
import io.winnow.analyzer.cli.composition.AnalyzerComponent;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.DirectoryTree;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.publish.KafkaSink;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the build runs to make class data of what it loads: {@code winnow doctor}, a document into the queue, the analyzer's start and first answers, and what an
 * alert takes.
 */
final class ClassData {

    private ClassData() {}

    public static void main(String[] args) throws IOException, ApiException {
        int code = Winnow.commandLine(Map.of()).execute("doctor");
        Path directory = Files.createTempDirectory("winnow-class-data-");
        try {
            Settings settings = settings(directory);
            write(Files.createDirectory(directory.resolve("events")));
            answer(settings);
            try (KafkaSink sink = Composition.kafka(settings.publish().kafka())) {
                Rehearsal.run(sink);
            }
        } finally {
            new DirectoryTree(directory).delete();
        }
        System.exit(code);
    }

    private static Settings settings(Path directory) {
        return new SettingsLoader(Map.of("WINNOW_STATE", directory + "/state", "WINNOW_API_SOCKET", directory + "/winnow.sock")).load(Optional.empty());
    }

    private static void write(Path directory) {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            queue.append(DocumentType.HOST, Map.of());
        }
    }

    private static void answer(Settings settings) throws ApiException {
        try (AnalyzerComponent analyzer = new Composition(settings).analyzer(new ServiceCommands())) {
            analyzer.start();
            ApiClient client = new ApiClient(settings.api().socket());
            client.status();
            client.workloads();
            client.containers();
            client.findings(Map.of());
        }
    }
}
