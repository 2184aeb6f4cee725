// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.HostAdvisor;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.store.StoredBaselines;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.analyzer.workload.WorkloadSearch;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where baselines are read from: shared by the commands that look at whole ones. Nothing is changed there. */
public final class BaselinesOption {

    @Option(names = "--baselines", paramLabel = "DIR",
            description = "Where workloads are looked for by name; by default the state directory's baselines. A running service writes them there"
                    + " at each checkpoint.")
    private Path directory;

    /** @throws CommandException if there is none of that name, or more than one */
    Workload named(String name, CommandContext context) {
        List<Workload> found = stored(name, context);
        if (found.size() > 1) {
            throw ambiguous(name, found);
        }
        return found.get(0);
    }

    private static CommandException ambiguous(String name, List<Workload> found) {
        return new CommandException(ExitCode.USAGE, WorkloadSearch.ambiguous(name, found.stream().map(Workload::id).toList()));
    }

    private List<Workload> stored(String name, CommandContext context) {
        List<Workload> found;
        try {
            found = find(name, context);
        } catch (StoreException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "no workload or file is called \"" + name + "\": `winnow workloads` lists those that are known; "
                    + "baselines are looked for in " + place(context) + ", --baselines names another directory");
        }
        return found;
    }

    /**
     * The newest version that a name means, last, and those of the same workload that came before, in order.
     *
     * @throws CommandException if there is none of that name, or several workloads
     */
    List<Workload> versionsUpTo(String name, CommandContext context) {
        List<Workload> found = stored(name, context);
        if (found.stream().map(workload -> workload.id().name()).distinct().count() > 1) {
            throw ambiguous(name, found);
        }
        Comparator<Workload> order = Comparator.comparingLong(Workload::since).thenComparing(Workload::id);
        Workload newest = Collections.max(found, order);
        return store(context).all().stream()
                .filter(workload -> workload.id().name().equals(newest.id().name()) && order.compare(workload, newest) <= 0)
                .sorted(order)
                .toList();
    }

    /** Only the service knows which containers a workload runs in: it is asked about a name that no document has. */
    private List<Workload> find(String name, CommandContext context) {
        List<Workload> found = store(context).find(name);
        if (!found.isEmpty() || directory != null) {
            return found;
        }
        try {
            WorkloadSummary known = context.client(null).workload(name).summary();
            List<Workload> stored = store(context).find(known.shortId());
            if (stored.isEmpty()) {
                throw new CommandException(ExitCode.NOT_FOUND, "the baseline of \"" + known.id() + "\" is not stored yet: the service writes it to " + place(context)
                        + " at its next checkpoint, so try again in a moment");
            }
            return stored;
        } catch (ApiException e) {
            if (e.status() == ApiException.CONFLICT) {
                throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
            }
            return List.of();
        }
    }

    /** A file if there is one of that name, otherwise a workload of the store. */
    Workload fileOrNamed(String text, CommandContext context) {
        Optional<Path> file = file(text);
        return file.isPresent() ? workload(file.get()) : named(text, context);
    }

    /** With what is known of what the programs of the workloads can call. */
    Advisor advisor(CommandContext context) {
        return HostAdvisor.of(place(context));
    }

    RuntimeCallSets runtimeCallSets(CommandContext context) {
        return store(context).runtimeCallSets();
    }

    /** The file of that name; empty if there is none. */
    static Optional<Path> file(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** @throws CommandException if the file is no baseline */
    static Workload workload(Path file) {
        try {
            return WorkloadFile.read(content(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, file + " is no baseline document: " + e.getMessage(), e);
        }
    }

    /** @throws CommandException if the file is too large for what is read here, or cannot be read */
    public static byte[] content(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(WorkloadFile.MAX_BYTES + 1);
            if (content.length > WorkloadFile.MAX_BYTES) {
                throw new CommandException(ExitCode.USAGE, file + " is larger than " + WorkloadFile.MAX_BYTES + " bytes: it is neither a profile nor a baseline");
            }
            return content;
        } catch (IOException e) {
            throw new CommandException(ExitCode.USAGE, file + " cannot be read (" + IoReason.of(e) + "): check its name and permissions", e);
        }
    }

    private Path place(CommandContext context) {
        return directory == null ? context.settings().baselines() : directory;
    }

    private StoredBaselines store(CommandContext context) {
        return new StoredBaselines(place(context));
    }
}
