// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.ObservationFlyweight;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.flyweight.SnapshotFlyweight;
import io.winnow.collector.queue.QueueReader;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SnapshotFlags;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that stands in an events queue, read by a reader of its own, for tests. */
public final class EventLog {

    /** A snapshot in plain values. */
    public record Snapshot(SlotKey slot, long sequence, int windowNumber, int flags, int mode, int notes, Set<String> start, Set<String> serve, Set<String> exec,
            Set<String> window, long entrypoint, Map<Loss, Long> lost) {

        public boolean isFinal() {
            return (flags & SnapshotFlags.FINAL) != 0;
        }

        public boolean closesWindow() {
            return (flags & SnapshotFlags.WINDOW) != 0;
        }

        /** What the container itself used, before and while serving. */
        public Set<String> used() {
            Set<String> all = new TreeSet<>(start);
            all.addAll(serve);
            return all;
        }
    }

    public final List<DocumentType> types = new ArrayList<>();
    public final List<Long> sequences = new ArrayList<>();
    public final List<SessionInfo> sessions = new ArrayList<>();
    public final List<ContainerMetadata> containers = new ArrayList<>();
    public final List<Snapshot> snapshots = new ArrayList<>();
    public final List<LossReport> losses = new ArrayList<>();
    public final List<HostInfo> hosts = new ArrayList<>();
    public final List<CallProfile> profiles = new ArrayList<>();
    public final List<ProgramFile> programs = new ArrayList<>();
    public final List<Item> observations = new ArrayList<>();

    /** Everything up to now. */
    public static EventLog read(Path directory) {
        EventLog log = new EventLog();
        if (QueueReader.exists(directory)) {
            try (QueueReader reader = QueueReader.open(directory)) {
                while (reader.next()) {
                    log.add(reader);
                }
            }
        }
        return log;
    }

    private void add(QueueReader reader) {
        types.add(reader.header().type());
        sequences.add(reader.header().sequence());
        switch (reader.header().type()) {
            case SESSION -> sessions.add(Payloads.decode(reader.payload(), SessionInfo.class));
            case CONTAINER -> containers.add(Payloads.decode(reader.payload(), ContainerMetadata.class));
            case HOST -> hosts.add(Payloads.decode(reader.payload(), HostInfo.class));
            case PROGRAM -> programs.add(Payloads.decode(reader.payload(), ProgramFile.class));
            case LOSS -> losses.add(Payloads.decode(reader.payload(), LossReport.class));
            case SNAPSHOT -> snapshots.add(snapshot(reader));
            case PROFILE -> profiles.add(Payloads.decode(reader.payload(), CallProfile.class));
            case BATCH -> addObservations(reader);
            default -> throw new AssertionError("in the events queue: " + reader.header().type());
        }
    }

    private void addObservations(QueueReader reader) {
        BatchReader batch = new BatchReader();
        ObservationFlyweight observation = new ObservationFlyweight();
        ByteBuffer payload = reader.payload();
        batch.wrap(payload, 0, payload.remaining(), reader.header().ringPosition());
        while (batch.next()) {
            if (batch.type() == RecordType.OBSERVATION) {
                observation.wrap(payload, batch.offset(), batch.length());
                observations.add(observation.item().item());
            }
        }
    }

    private static Snapshot snapshot(QueueReader reader) {
        SnapshotFlyweight snapshot = new SnapshotFlyweight();
        ByteBuffer payload = reader.payload();
        snapshot.wrap(payload, 0, payload.remaining());
        Set<String> window = new TreeSet<>();
        for (Stage stage : new Stage[] {Stage.START, Stage.SERVE}) {
            window.addAll(names((word) -> snapshot.window(stage, Abi.X86_64, word)));
        }
        return new Snapshot(
                snapshot.slotKey(),
                reader.header().sequence(),
                snapshot.windowNumber(),
                snapshot.flags(),
                snapshot.mode(),
                snapshot.notes(),
                names(word -> snapshot.seen(Stage.START, Abi.X86_64, word)),
                names(word -> snapshot.seen(Stage.SERVE, Abi.X86_64, word)),
                names(word -> snapshot.seen(Stage.EXEC, Abi.X86_64, word)),
                window,
                snapshot.entrypoint(),
                Arrays.stream(Loss.values()).collect(Collectors.toMap(loss -> loss, snapshot::lost)));
    }

    private interface SymbolicNames {
        long at(int word);
    }

    private static Set<String> names(SymbolicNames words) {
        Set<String> names = new TreeSet<>();
        for (int number = 0; number < Layout.SYSCALLS; number++) {
            if ((words.at(number / Long.SIZE) & 1L << number) != 0) {
                int nr = number;
                names.add(SyscallTable.name(Abi.X86_64, number).orElseGet(() -> "number " + nr));
            }
        }
        return names;
    }

    /** The last CONTAINER document about an id. */
    public Optional<ContainerMetadata> container(String id) {
        return containers.stream().filter(one -> one.id().equals(id)).reduce((first, second) -> second);
    }

    /** The snapshots of all slots of a container. */
    public List<Snapshot> snapshotsOf(String id) {
        List<SlotKey> slots = containers.stream().filter(one -> one.id().equals(id)).map(ContainerMetadata::slot).distinct().toList();
        return snapshots.stream().filter(one -> slots.contains(one.slot())).toList();
    }
}
