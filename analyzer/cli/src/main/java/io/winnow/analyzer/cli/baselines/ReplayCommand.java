// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.agent.AnalyzerService;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.composition.BuildInfo;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.TemporaryDirectory;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.service.ViolationLine;
import io.winnow.analyzer.cli.service.WorkloadsCommand;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.publish.DiscardingSink;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.Sink;
import io.winnow.collector.queue.QueueException;
import io.winnow.collector.queue.QueueReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow replay}: the analyzer over a recorded queue. */
@Command(
        name = "replay",
        description = "Run the analyzer over a recorded queue directory, and show what it makes of it.",
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    private static final int MAX_VIOLATIONS = 100_000;

    @ParentCommand
    private CommandContext context;

    @Parameters(paramLabel = "DIR", description = "Directory of the events queue, or the state directory around it.")
    private Path directory;

    @Option(names = "--baselines", paramLabel = "DIR",
            description = "Start from the baselines there, and keep what is learned there. By default nothing is kept.")
    private Path baselines;

    @Option(names = "--publish", description = "Deliver violations as the configuration says; ends with 4 if that is not possible.")
    private boolean publish;

    @Option(names = "--patience", paramLabel = "TIME", defaultValue = "30s", description = "For deliveries. Default: ${DEFAULT-VALUE}")
    private Duration patience;

    @Option(names = "--against", paramLabel = "PROFILE",
            description = "Show what of the recording this profile (a file, or docker-default) would have refused, and end with 1 if anything; violations are left out.")
    private String against;

    @Mixin
    private CapabilityOptions capabilities;

    @Option(names = "--exec-sessions", description = "With --against: what exec sessions did counts too.")
    private boolean execSessions;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    /** What came of it. */
    private record Result(List<WorkloadSummary> workloads, List<String> violations, Map<String, Long> lost) {}

    @Override
    public Integer call() throws Exception {
        Path events = events();
        if (baselines != null) {
            return replay(events, baselines);
        }
        try (TemporaryDirectory temporary = TemporaryDirectory.make()) {
            return replay(events, temporary.path());
        }
    }

    private int replay(Path events, Path store) throws InterruptedException {
        if (against != null) {
            return whatIf(events, store);
        }
        Composition composition = new Composition(context.settings());
        ViolationFeed feed = new ViolationFeed(MAX_VIOLATIONS);
        Sink sink = publish ? composition.sink() : new DiscardingSink();
        boolean delivered;
        Result result;
        try (Publisher publisher = composition.publisher(sink); Analyzer analyzer = composition.replay(events, store, publisher, feed)) {
            publisher.start();
            reach(publisher);
            analyzer.start();
            read(analyzer, publisher);
            delivered = publisher.awaitConfirmed(patience);
            AnalyzerService service =
                    new AnalyzerService(analyzer, publisher, composition.suggestions(), BuildInfo.version());
            result = new Result(
                    service.workloads().join().stream().filter(workload -> !workload.identity().pause()).toList(),
                    feed.recent().stream().map(line -> new String(line, StandardCharsets.US_ASCII)).toList(),
                    lost(service.status().join().losses()));
        }
        output.write(spec.commandLine().getOut(), result, out -> print(out, result));
        if (!delivered) {
            throw new CommandException(ExitCode.UNREACHABLE, "not every violation could be delivered to " + sink.description() + " within "
                    + patience.toSeconds() + " s: check that it can be reached, and replay again; consumers know repeated events by their id");
        }
        return ExitCode.OK;
    }

    private int whatIf(Path events, Path store) {
        if (publish) {
            throw new CommandLine.ParameterException(spec.commandLine(), "give either --against or --publish");
        }
        WhatIfReplay replay = new WhatIfReplay(ProfileFile.read(against), capabilities, execSessions);
        WhatIfReplay.Document document = replay.replay(new Composition(context.settings()), events, store);
        output.write(spec.commandLine().getOut(), document, out -> WhatIfReplay.print(out, document));
        return document.refusesNothing() ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    /** A service waits for its broker; a command that is there to deliver says at once that it cannot. */
    private static void reach(Publisher publisher) throws InterruptedException {
        while (!publisher.reachable()) {
            if (publisher.lastError().isPresent()) {
                throw new CommandException(ExitCode.UNREACHABLE, publisher.lastError().get());
            }
            Thread.sleep(10);
        }
    }

    private void read(Analyzer analyzer, Publisher publisher) throws InterruptedException {
        try {
            while (!analyzer.caughtUp().isDone()) {
                if (!publisher.hasCapacity() && !publisher.awaitConfirmed(patience)) {
                    throw new CommandException(ExitCode.UNREACHABLE, publisher.lastError().orElse(publisher.description() + " does not answer"));
                }
                Thread.sleep(10);
            }
            analyzer.caughtUp().get();
        } catch (ExecutionException e) {
            throw new CommandException(ExitCode.FAILURE, e.getCause().getMessage(), e);
        }
    }

    /** @throws CommandException if there is no queue */
    private Path events() {
        Path inState = directory.resolve("queue/events");
        Path events = Files.isDirectory(inState) ? inState : directory;
        try {
            QueueReader.openRecording(events).close();
            return events;
        } catch (QueueException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
    }

    private static Map<String, Long> lost(Map<String, Long> losses) {
        Map<String, Long> lost = new TreeMap<>(losses);
        lost.values().removeIf(count -> count == 0);
        return lost;
    }

    private static void print(PrintWriter out, Result result) {
        WorkloadsCommand.list(out, result.workloads());
        if (!result.violations().isEmpty()) {
            out.println();
            ViolationLine.heading(out);
            result.violations().forEach(line -> out.println(ViolationLine.of(ViolationLine.parse(line))));
        }
        if (!result.lost().isEmpty()) {
            out.println();
            out.println("Lost, by hop and reason: " + result.lost().entrySet().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        out.flush();
    }
}
