// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.agent.queue.EventsPump;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.cli.observe.CommandCgroup;
import io.winnow.analyzer.ingest.Event;
import io.winnow.analyzer.ingest.Ingest;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.agent.Collector;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records what real programs do in which window, for {@code CalibrationTest}. No part of the build: {@code mvn -pl analyzer -am verify
 * -Dtest=NoTest -Dit.test=RecordIncidences -Dwinnow.recordings=DIR …}, with one shell script for each workload, {@code NAME.sh}, in DIR; each gets
 * its recording beside it, {@code NAME.json}. Needs root.
 */
class RecordIncidences {

    private static final Duration WINDOW = Duration.ofMillis(500);
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("winnow.seconds", 60));
    private static final Set<Stage> OWN = EnumSet.of(Stage.START, Stage.SERVE);
    private static final Set<ItemKind> DECISIVE = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.IO_URING);

    @TempDir
    private Path directory;

    private final Path recordings = Path.of(System.getProperty("winnow.recordings", "/nonexistent"));
    private final Map<SlotId, String> names = new LinkedHashMap<>();
    private final Map<SlotId, List<Set<Item>>> windows = new LinkedHashMap<>();

    /** The form of a recording: items by number, and the numbers of those that each window had. */
    record Recording(String workload, String window, List<String> items, List<List<Integer>> windows) {}

    @Test
    void record() throws Exception {
        Path events = directory.resolve("queue/events");
        Composition composition = new Composition(new SettingsLoader(Map.of()).load(Optional.empty()));
        List<Path> scripts;
        try (Stream<Path> files = Files.list(recordings)) {
            scripts = files.filter(file -> file.toString().endsWith(".sh")).sorted().toList();
        }
        try (Collector collector = Composition.collector(composition.aside(events, WINDOW), container -> true)) {
            List<Process> running = new ArrayList<>();
            List<CommandCgroup> cgroups = new ArrayList<>();
            for (Path script : scripts) {
                String path = CommandCgroup.newPath();
                List<String> command = List.of("/bin/bash", script.toString());
                collector.expect(path, ContainerKind.COMMAND, script.getFileName().toString().replace(".sh", ""), command);
                CommandCgroup cgroup = CommandCgroup.make(collector.cgroups().root(), path);
                cgroups.add(cgroup);
                assertThat(collector.awaitConfirmed(path, Duration.ofSeconds(20))).isTrue();
                running.add(new ProcessBuilder(cgroup.entering(command))
                        .redirectErrorStream(true).redirectOutput(recordings.resolve(script.getFileName() + ".log").toFile()).start());
            }
            TimeUnit.NANOSECONDS.sleep(LENGTH.toNanos());
            running.forEach(Process::destroy);
            cgroups.forEach(CommandCgroup::kill);
            for (CommandCgroup cgroup : cgroups) {
                cgroup.close();
            }
        }
        try (QueueReader reader = QueueReader.open(events)) {
            new EventsPump(reader, new Ingest(IngestState.BEGINNING, this::accept), IngestState.BEGINNING).poll(Integer.MAX_VALUE);
        }
        for (Map.Entry<SlotId, List<Set<Item>>> slot : windows.entrySet()) {
            String name = names.getOrDefault(slot.getKey(), "");
            if (Files.exists(recordings.resolve(name + ".sh"))) { // and no other container of this host
                write(name, slot.getValue());
            }
        }
    }

    private void accept(Event event) {
        if (event instanceof Event.ContainerChanged changed) {
            names.put(changed.slot(), changed.container().name());
        } else if (event instanceof Event.Snapshot snapshot && snapshot.closesWindow()) {
            windows.computeIfAbsent(snapshot.slot(), any -> new ArrayList<>()).add(inWindow(snapshot));
        }
    }

    /** As the learner takes it. */
    private static Set<Item> inWindow(Event.Snapshot snapshot) {
        Set<Item> items = new LinkedHashSet<>();
        for (Stage stage : OWN) {
            for (Abi abi : Abi.values()) {
                snapshot.window().numbers(stage, abi).forEach(nr -> items.add(Item.syscall(abi, stage, nr)));
            }
        }
        snapshot.items().stream()
                .filter(state -> OWN.contains(state.item().stage()) && DECISIVE.contains(state.item().kind()))
                .filter(state -> state.last() >= snapshot.windowOpened())
                .forEach(state -> items.add(state.item()));
        return items;
    }

    private void write(String name, List<Set<Item>> seen) throws IOException {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        List<List<Integer>> matrix = new ArrayList<>();
        for (Set<Item> window : seen) {
            matrix.add(window.stream().map(item -> numbers.computeIfAbsent(text(item), any -> numbers.size())).sorted().toList());
        }
        Recording recording = new Recording(name, WINDOW.toMillis() + "ms", List.copyOf(numbers.keySet()), matrix);
        Files.writeString(recordings.resolve(name + ".json"), new ObjectMapper().writeValueAsString(recording).replace("],[", "],\n[") + "\n");
    }

    private static String text(Item item) {
        return item.kind().label() + "/" + item.stage().label() + "/" + item.abi().label() + "/" + item.arg() + "/" + item.nr() + "/"
                + Long.toHexString(item.detail());
    }
}
