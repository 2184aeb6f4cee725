// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.agent.Rehearsal;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.DirectoryTree;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.publish.KafkaSink;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What the build runs to make class data of what it loads: {@code winnow doctor}, a document into the queue, the analyzer's start, first answers and first
 * checkpoint, and what an alert takes. What it loads does not depend on how quick the machine is.
 */
final class ClassData {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 100;

    private ClassData() {}

    /** Argument: a directory for the analyzer's state. What was there is deleted; what then is there is left to the caller. */
    public static void main(String[] args) throws IOException, ApiException, InterruptedException {
        int code = Winnow.commandLine(Map.of()).execute("doctor");
        Path directory = Files.createDirectories(Path.of(args[0]));
        new DirectoryTree(directory).deleteContents();
        Settings settings = settings(directory);
        try (KafkaSink sink = Composition.kafka(settings.publish().kafka())) {
            Rehearsal.run(sink);
        }
        write(Files.createDirectories(settings.events()));
        answer(settings);
        Runtime.getRuntime().halt(code);
    }

    private static Settings settings(Path directory) {
        return new SettingsLoader(Map.of("WINNOW_STATE", directory + "/state", "WINNOW_API_SOCKET", directory + "/winnow.sock")).load(Optional.empty());
    }

    private static void write(Path directory) {
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(directory), () -> 0)) {
            queue.append(DocumentType.HOST, Map.of());
        }
    }

    /** Leaves the analyzer running: what its end loads depends on which connections are still open. */
    private static void answer(Settings settings) throws ApiException, IOException, InterruptedException {
        new Composition(settings).analyzer(new ServiceCommands()).start();
        ApiClient client = new ApiClient(settings.api().socket());
        client.status();
        client.workloads();
        client.containers();
        client.findings(Map.of());
        awaitCheckpoint(settings.baselines());
    }

    /** By then the analyzer has done once what it does from time to time, but for what it does each minute. */
    private static void awaitCheckpoint(Path baselines) throws IOException, InterruptedException {
        BaselineStore store = new BaselineStore(baselines);
        long start = System.nanoTime();
        while (store.loadCheckpoint().equals(Checkpoint.BEGINNING)) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IOException("the analyzer has written no checkpoint within " + LIMIT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
