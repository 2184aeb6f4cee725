// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.winnow.analyzer.baseline.Decision;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.BaselineRepository;
import io.winnow.analyzer.learn.Checkpoint;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.FileReplacement;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The repository of baselines on disk: a readable JSON document for each workload, one for the runtime call sets, and the checkpoint. Each is replaced whole;
 * the checkpoint is written last, so that it never says more than the others hold. What cannot be read is moved aside and reported, once. For one
 * thread, and one process.
 *
 * <pre>
 *   workloads/NAME-HASH.json    NAME is for readers; HASH is of name and revision
 *   runtime-calls.json
 *   checkpoint.json
 *   forgotten.jsonl              what was forgotten, when and by whom
 *   reach/NAME-HASH.json        what a workload's programs can call at most: ReachStore
 *   reach/files/                what was found in the code of files, by their content
 *   aside/                      what could not be read
 * </pre>
 */
public final class BaselineStore implements BaselineRepository {

    private static final Logger LOG = LoggerFactory.getLogger(BaselineStore.class);

    private static final String SUFFIX = WorkloadFileName.SUFFIX;

    private final Path workloads;
    private final Path runtimeCalls;
    private final Path checkpoint;
    private final Path aside;
    private final ForgottenJournal forgotten;
    private final Path directory;
    private final Function<WorkloadId, Optional<Workload>> decided;
    private final List<String> problems = new ArrayList<>();

    /**
     * Makes the directories if they are not there.
     *
     * @throws StoreException if that fails
     */
    public BaselineStore(Path directory) {
        this(directory, alone -> Optional.empty());
    }

    /** The same on a host of a cluster. @param decided what was decided of a workload for all hosts together */
    public BaselineStore(Path directory, Function<WorkloadId, Optional<Workload>> decided) {
        this.directory = directory;
        this.decided = decided;
        workloads = directory.resolve("workloads");
        runtimeCalls = directory.resolve("runtime-calls" + SUFFIX);
        checkpoint = directory.resolve("checkpoint" + SUFFIX);
        aside = directory.resolve("aside");
        forgotten = new ForgottenJournal(directory.resolve("forgotten.jsonl"));
        try {
            Files.createDirectories(workloads);
            Files.createDirectories(aside);
            FileReplacement.removeUnfinished(directory);
            FileReplacement.removeUnfinished(workloads);
        } catch (IOException e) {
            throw new StoreException(
                    "baseline directory " + directory + " cannot be used (" + IoReason.of(e) + "): choose one that this user may write to", e);
        }
    }

    /** All workloads that can be read, one after the other, in no order that matters. */
    public List<WorkloadId> list() {
        return heads().stream().map(Head::id).toList();
    }

    @Override
    public List<Head> heads() {
        List<Head> heads = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(workloads, "*" + SUFFIX)) {
            for (Path file : files) {
                read(file, DocumentHead.class, DocumentHead::head).filter(head -> belongs(file, head.id())).ifPresent(heads::add);
            }
        } catch (IOException e) {
            throw unreadable(workloads, e);
        }
        return heads;
    }

    @Override
    public Optional<Workload> look(WorkloadId id) {
        try {
            return Optional.of(WorkloadFile.read(Files.readAllBytes(file(id))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // the loader reports it
        }
    }

    @Override
    public Optional<Workload> decided(WorkloadId id) {
        return decided.apply(id);
    }

    @Override
    public Optional<Workload> load(WorkloadId id) {
        Path file = file(id);
        return read(file, WorkloadDocument.class, WorkloadDocument::workload).filter(workload -> belongs(file, workload.id()));
    }

    @Override
    public void save(Workload workload) {
        write(file(workload.id()), WorkloadDocument.of(workload));
    }

    @Override
    public void forget(Workload workload, Decision decision) {
        Path file = file(workload.id());
        try {
            forgotten.append(workload, decision);
            Files.deleteIfExists(file);
            Files.deleteIfExists(ReachStore.file(directory, workload.id()));
        } catch (IOException e) {
            throw new StoreException(file + " cannot be forgotten (" + IoReason.of(e) + "): make space, or give this user the right to write there", e);
        }
        sync(workloads);
    }

    @Override
    public Optional<Long> savedAt(WorkloadId id) {
        try {
            return Optional.of(Files.getLastModifiedTime(file(id)).to(TimeUnit.NANOSECONDS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public RuntimeCallSets loadRuntimeCalls() {
        return read(runtimeCalls, RuntimeCallsDocument.class, RuntimeCallsDocument::runtimeCallSets).orElse(RuntimeCallSets.EMPTY);
    }

    @Override
    public void saveRuntimeCalls(RuntimeCallSets sets) {
        write(runtimeCalls, RuntimeCallsDocument.of(sets));
    }

    /** What could not be read and was moved aside since this was made: one sentence each. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public Checkpoint loadCheckpoint() {
        return read(checkpoint, CheckpointDocument.class, CheckpointDocument::checkpoint).orElse(Checkpoint.BEGINNING);
    }

    @Override
    public void saveCheckpoint(Checkpoint state) {
        sync(workloads);
        sync(directory);
        write(checkpoint, CheckpointDocument.of(state));
        sync(directory);
    }

    @Override
    public void sync() {
        sync(workloads);
    }

    private Path file(WorkloadId id) {
        return workloads.resolve(WorkloadFileName.of(id));
    }

    /** A document under another's name would be read as one and written as the other. */
    private boolean belongs(Path file, WorkloadId id) {
        if (file.equals(file(id))) {
            return true;
        }
        moveAside(file, "it is the document of " + PlainText.of(id.toString()));
        return false;
    }

    private <D, T> Optional<T> read(Path file, Class<D> form, Function<D, T> meaning) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
        try {
            return Optional.of(BaselineJson.read(content, form, meaning));
        } catch (IllegalArgumentException e) {
            moveAside(file, e.getMessage());
            return Optional.empty();
        }
    }

    private void moveAside(Path file, String why) {
        try {
            Path target = freeName(file);
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
            String problem = file + " cannot be read (" + why + "): it was moved to " + target
                    + "; put it back corrected, or let it be learned anew";
            problems.add(problem);
            LOG.warn("{}", problem);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private Path freeName(Path file) throws IOException {
        for (int i = 1; ; i++) {
            Path target = aside.resolve(file.getFileName() + "." + i);
            try {
                return Files.createFile(target); // taken by making it; the move replaces it
            } catch (FileAlreadyExistsException e) {
                continue;
            }
        }
    }

    private void write(Path file, Object document) {
        try {
            FileReplacement.replaceDurably(file, BaselineJson.MAPPER.writeValueAsBytes(document));
        } catch (IOException e) {
            throw new StoreException(file + " cannot be written (" + IoReason.of(e) + "): make space, or give this user the right to write there", e);
        }
    }

    private void sync(Path path) {
        try {
            FileReplacement.sync(path);
        } catch (IOException e) {
            throw new StoreException(path + " cannot be synced (" + IoReason.of(e) + "): check the disk", e);
        }
    }

    private static StoreException unreadable(Path path, IOException e) {
        return new StoreException(path + " cannot be read (" + IoReason.of(e) + "): give this user the right to, or check the disk", e);
    }

    /** The head of a document. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record DocumentHead(int version, String name, String revision, String frozenAt) {

        Head head() {
            return new Head(new WorkloadId(name, revision), frozenAt != null);
        }
    }
}
