// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The documents of a {@link BaselineStore}, only to be read: beside the service that writes them, which replaces each whole, and never
 * moving one aside. What cannot be read is left out.
 */
public final class StoredBaselines {

    private final Path directory;

    public StoredBaselines(Path directory) {
        this.directory = directory;
    }

    /**
     * The workloads that a name means: see {@link WorkloadSearch}. Which containers they run in is in no document.
     *
     * @throws StoreException if the directory cannot be read
     */
    public List<Workload> find(String name) {
        WorkloadSearch<Workload> search = new WorkloadSearch<>();
        all().forEach(workload -> search.with(workload, workload.id(), List.of()));
        return search.find(name);
    }

    /** All that can be read, in order; none if there is no such directory. */
    public List<Workload> all() {
        List<Workload> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve("workloads"), "*.json")) {
            for (Path file : files) {
                read(file, all);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new StoreException("baseline directory " + directory + " cannot be read (" + IoReason.of(e) + "): run as the user of the service", e);
        }
        all.sort(Comparator.comparing(Workload::id));
        return all;
    }

    /** The runtime call sets; empty ones if there are none that can be read. */
    public RuntimeCallSets runtimeCallSets() {
        try {
            byte[] content = Files.readAllBytes(directory.resolve("runtime-calls.json"));
            return BaselineJson.MAPPER.readValue(content, RuntimeCallsDocument.class).runtimeCallSets();
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            return RuntimeCallSets.EMPTY;
        }
    }

    private static void read(Path file, List<Workload> all) throws IOException {
        try {
            if (Files.size(file) <= WorkloadFile.MAX_BYTES) {
                all.add(WorkloadFile.read(Files.readAllBytes(file)));
            }
        } catch (NoSuchFileException e) {
            return; // moved aside in this moment
        } catch (IllegalArgumentException e) {
            return; // the service reports it, and moves it aside
        }
    }
}
