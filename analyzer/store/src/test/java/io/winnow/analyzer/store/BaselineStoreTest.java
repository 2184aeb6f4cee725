// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.Events;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.RandomBaselines;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.ingest.IngestState;
import io.winnow.analyzer.ingest.SlotId;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.GapState;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.LearnerState;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.learn.ProvisionalName;
import io.winnow.analyzer.learn.SlotOwnerState;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineStoreTest {

    private static final WorkloadId WEB = new WorkloadId("web", "sha256:aa");

    @TempDir
    Path root;

    private Path directory;
    private BaselineStore store;

    @BeforeEach
    void open() {
        directory = root.resolve("var/lib/winnow");
        store = new BaselineStore(directory);
    }

    private static Workload learning(WorkloadId id, Baseline baseline) {
        return new Workload(id, BaselineState.LEARNING, baseline, Baseline.EMPTY, 0);
    }

    private Path onlyDocument() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("workloads"))) {
            return files.reduce((a, b) -> {
                        throw new AssertionError("more than one");
                    })
                    .orElseThrow();
        }
    }

    private List<String> aside() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("aside"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatIsStoredComesBack() {
        RandomBaselines random = new RandomBaselines(11);
        for (int i = 0; i < 200; i++) {
            Workload workload = learning(WEB, random.next().join(random.next()).join(random.next()));
            store.save(workload);
            assertThat(store.load(WEB)).contains(workload);
        }
        Workload frozen = new Workload(WEB, BaselineState.FROZEN, random.next(), random.next().join(random.next()), 1_700_000_000_123_456_789L,
                List.of(new Decision(5, Decision.Action.FREEZE, "uid 0", 3), new Decision(6, Decision.Action.ACCEPT, "untrusted\n", 1, "unshare; reason: x\n")));
        store.save(frozen);
        assertThat(new BaselineStore(directory).load(WEB)).contains(frozen);
        assertThat(store.list()).containsExactly(WEB);
    }

    @Test
    void documentsAreWhatTheSchemasSay() throws IOException {
        RandomBaselines random = new RandomBaselines(12);
        for (int i = 0; i < 100; i++) {
            store.save(new Workload(WEB, BaselineState.FROZEN, random.next().join(random.next()), random.next(), 1 + i,
                    List.of(new Decision(5, Decision.Action.values()[i % 3], Decision.RULE, i))));
            assertThat(Schemas.problems("workload.schema.json", onlyDocument())).isEmpty();
        }
        store.saveRuntimeCalls(RuntimeCallSets.EMPTY.with(
                new RuntimeCallsKey(new RuntimeIdentity("runc", "1.1.5"), RuntimeCallsKind.PRIVILEGED),
                new RuntimeCalls(new TreeSet<>(Set.of(59, 231)), 1, 2)));
        assertThat(Schemas.problems("runtime-calls.schema.json", directory.resolve("runtime-calls.json"))).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatIsNotADocument() throws IOException {
        Path forged = Files.writeString(directory.resolve("forged"), "{\"version\": 2, \"name\": \"web\"}");
        assertThat(Schemas.problems("workload.schema.json", forged)).isNotEmpty();
    }

    @Test
    void aDocumentCanBeRead() throws IOException {
        store.save(learning(WEB, new BaselineBuilder()
                .see(Item.syscall(Abi.X86_64, Stage.SERVE, 41),
                        new Observations(1_700_000_000_000_000_001L, 1_700_000_001_000_000_000L, 1, 0, Optional.of(
                                new Provenance(1_700_000_000_000_000_001L, "c0ffee", "/usr/sbin/nginx", "nginx", 4711, 1))))
                .build()));
        assertThat(Files.readString(onlyDocument())).isEqualTo("""
                {
                  "version" : 1,
                  "name" : "web",
                  "revision" : "sha256:aa",
                  "state" : "learning",
                  "baseline" : {
                    "items" : [
                      { "kind" : "syscall", "stage" : "serve", "abi" : "x86_64", "nr" : 41, "syscall" : "socket", \
                "first" : "2023-11-14T22:13:20.000000001Z", "last" : "2023-11-14T22:13:21Z", "count" : 1, \
                "by" : { "time" : "2023-11-14T22:13:20.000000001Z", "replica" : "c0ffee", "executable" : "/usr/sbin/nginx", \
                "comm" : "nginx", "tgid" : 4711, "containerTgid" : 1 } }
                    ]
                  }
                }""");
    }

    @Test
    void untrustedNamesStayInTheDirectory() throws IOException {
        List<String> names = List.of(
                "../../etc/x", "/abs", "..", ".", "", "nul\0byte", ".hidden", "a/../../b", "x".repeat(5_000), "\u001b[2J", "con:aux|\"<>", "ü/😀");
        for (String name : names) {
            WorkloadId id = new WorkloadId(name, "../../../tmp");
            store.save(learning(id, Baseline.EMPTY));
            assertThat(store.load(id)).map(Workload::id).contains(id);
        }
        assertThat(store.list()).hasSize(names.size());
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(names.size())
                    .allSatisfy(file -> {
                        assertThat(file.getParent()).isEqualTo(directory.resolve("workloads"));
                        assertThat(file.getFileName().toString()).matches("([A-Za-z0-9_-][A-Za-z0-9._-]{0,79})?-[0-9a-f]{24}\\.json");
                    });
        }
    }

    @Test
    void aDocumentThatCannotBeReadIsMovedAsideAndReported() throws IOException {
        Map<String, String> broken = Map.of(
                "{\"version\": 1, \"name\"", "end-of-input",
                "{\"version\": 2}", "version 2",
                "{}", "version 0",
                "[1]", "",
                "", "it is empty",
                "{\"version\":1,\"name\":\"web\",\"revision\":\"sha256:aa\",\"baseline\":{\"items\":[{\"kind\":\"magic\"}]}}", "magic",
                "{\"version\":1,\"name\":\"web\",\"revision\":\"sha256:aa\",\"baseline\":{},\"more\":1}", "more",
                "{\"version\":1,\"name\":\"web\",\"revision\":\"sha256:aa\",\"baseline\":{\"filters\":[\"{\\\"defaultAction\\\":7}\"]}}",
                "filters[0] is no seccomp profile: defaultAction",
                "{\"version\":1,\"name\":\"web\",\"revision\":\"sha256:aa\",\"baseline\":{\"items\":[null]}}", "",
                "{\"version\":1,\"name\":\"web\",\"revision\":\"sha256:aa\",\"baseline\":{\"items\":[{\"kind\":\"syscall\",\"stage\":\"serve\","
                        + "\"abi\":\"x86_64\",\"first\":\"yesterday\"}]}}", "yesterday");
        int moved = 0;
        for (Map.Entry<String, String> document : broken.entrySet()) {
            store.save(learning(WEB, Baseline.EMPTY));
            Path file = onlyDocument();
            Files.writeString(file, document.getKey());
            assertThat(store.load(WEB)).as(document.getKey()).isEmpty();
            moved++;
            assertThat(store.problems()).hasSize(moved);
            assertThat(store.problems().get(moved - 1)).contains(file.toString(), document.getValue(), "moved to")
                    .doesNotContain("io.winnow", "java.", "jackson");
            assertThat(aside()).hasSize(moved);
            assertThat(directory.resolve("workloads")).isEmptyDirectory();
        }
        assertThat(aside()).allSatisfy(name -> assertThat(broken).containsKey(Files.readString(directory.resolve("aside").resolve(name))));
    }

    @Test
    void aDocumentUnderAnothersNameIsNotTaken() throws IOException {
        store.save(learning(WEB, Baseline.EMPTY));
        Files.move(onlyDocument(), directory.resolve("workloads/other.json"));
        assertThat(store.list()).isEmpty();
        assertThat(store.problems()).singleElement().asString().contains("it is the document of web");
    }

    @Test
    void nestingThatWouldExhaustTheStackIsRefused() throws IOException {
        store.save(learning(WEB, Baseline.EMPTY));
        Files.writeString(onlyDocument(), "{\"version\":1,\"name\":" + "[".repeat(100_000));
        assertThat(store.load(WEB)).isEmpty();
        assertThat(store.problems()).hasSize(1);
    }

    @Test
    void whatACrashLeftHalfWrittenIsRemoved() throws IOException {
        store.save(learning(WEB, Baseline.EMPTY));
        Path half = Files.writeString(onlyDocument().resolveSibling("web.json.unfinished"), "{");
        BaselineStore again = new BaselineStore(directory);
        assertThat(half).doesNotExist();
        assertThat(again.load(WEB)).isPresent();
        assertThat(again.problems()).isEmpty();
    }

    @Test
    void aDirectoryThatCannotBeUsedIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> new BaselineStore(file)).isInstanceOf(StoreException.class).hasMessageContaining(file.toString());
    }

    @Test
    void theCheckpointComesBack() {
        Baseline early = new RandomBaselines(5).next();
        SlotOwnerState slotOwner = new SlotOwnerState(
                new SlotId(1, 2, 3),
                Optional.empty(),
                Optional.of(new WorkloadId("web", "")),
                early,
                Map.of(RuntimeCallsKind.PRIVILEGED, new RuntimeCalls(new TreeSet<>(Set.of(59)), 1, 2)),
                77,
                66);
        Checkpoint checkpoint = new Checkpoint(IngestState.BEGINNING, new LearnerState(List.of(slotOwner),
                new GapState(1, 4, 5, 2, true, 3, 9, List.of(new GapState.Recent(new WorkloadId("web", ""), 8))),
                List.of(new ProvisionalName(new WorkloadId("pod", ""), Events.container(new SlotId(1, 2, 3), "c", "web").container())), 6,
                Optional.of(new HostInfo(true, List.of("apparmor"), true, List.of(new HostInfo.Engine("docker", false, List.of(new HostInfo.Listener(":2375", false, true))))))));
        store.saveCheckpoint(checkpoint);
        assertThat(store.loadCheckpoint()).isEqualTo(checkpoint);
    }

    @Test
    void aCheckpointFromBeforeQueuesHadIdsIsRead() throws IOException {
        store.saveCheckpoint(Checkpoint.BEGINNING);
        Path file = directory.resolve("checkpoint.json");
        String earlier = Files.readString(file).replaceFirst("\"queue\" : null,", "").replaceFirst("\"index\" : -1", "\"index\" : 7");
        assertThat(earlier).doesNotContain("queue");
        Files.writeString(file, earlier);
        assertThat(store.loadCheckpoint().ingest().queue()).isNull();
        assertThat(store.loadCheckpoint().ingest().index()).isEqualTo(7);
        assertThat(store.problems()).isEmpty();
    }

    @Test
    void withoutACheckpointReadingBeginsAtTheBeginning() throws IOException {
        assertThat(store.loadCheckpoint()).isEqualTo(Checkpoint.BEGINNING);
        Files.write(directory.resolve("checkpoint.json"), "nonsense".getBytes(StandardCharsets.UTF_8));
        assertThat(store.loadCheckpoint()).isEqualTo(Checkpoint.BEGINNING);
        assertThat(aside()).containsExactly("checkpoint.json.1");
    }

    @Test
    void aThousandWorkloadsAreListedFast() {
        BaselineBuilder builder = new BaselineBuilder();
        for (int nr = 0; nr < 300; nr++) {
            Item item = nr < 200 ? Item.syscall(Abi.X86_64, Stage.SERVE, nr) : new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.SERVE, 0, 41, nr);
            builder.see(item, new Observations(nr, nr + 1, 1, 0, Optional.of(new Provenance(nr, "c0ffee", "/usr/sbin/nginx", "nginx", 4711, 1))));
        }
        Baseline usual = builder.build();
        for (int i = 0; i < 1_000; i++) {
            store.save(learning(new WorkloadId("web-" + i, ""), usual));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime(); // whatever else the host does
        Learner learner = new Learner(new BaselineStore(directory), LearningRules.DEFAULT, () -> 1);
        Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);
        assertThat(learner.ids()).hasSize(1_000);
        assertThat(learner.workload(new WorkloadId("web-7", "")).orElseThrow().baseline()).isEqualTo(usual);
        assertThat(taken).isLessThan(Duration.ofSeconds(5));
    }
}
