// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.composition.Privilege;
import io.winnow.analyzer.cli.composition.RuntimeDirectories;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.publish.KafkaSink;
import io.winnow.analyzer.publish.SinkException;
import io.winnow.collector.container.RealTime;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow doctor}: what this host supports, what is missing, and what to do about it. */
@Command(
        name = "doctor",
        description = "Show what this host supports and what is missing, with remedies. Ends with 3 if something needed is missing.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        List<Preflight.Feature> features = new ArrayList<>(Preflight.features());
        Settings settings = context.settings();
        features.addAll(Privilege.features());
        features.add(RuntimeDirectories.feature(new Composition(settings).hosts()));
        features.add(realTime());
        features.add(state(settings));
        if (settings.publish().kafka().servers().isPresent()) {
            features.add(kafka(settings));
        }
        output.write(spec.commandLine().getOut(), features, out -> print(out, features));
        return features.stream().allMatch(feature -> feature.ok() || !feature.needed()) ? ExitCode.OK : ExitCode.UNSUPPORTED;
    }

    private static Preflight.Feature realTime() {
        boolean ok = RealTime.isAllowed();
        return new Preflight.Feature("realtime", ok, false, ok ? "reads the state of short-lived containers however busy the CPUs are"
                : "not allowed: on a busy host some containers that live for milliseconds end before their state is read",
                ok ? "" : "run with LimitRTPRIO=1 (`ulimit -r 1`), as root, or with CAP_SYS_NICE");
    }

    /** The nearest directory that exists shows whether the state directory can be made; or one of the components has its part of it already. */
    private static Preflight.Feature state(Settings settings) {
        Path state = settings.state();
        Path existing = state.toAbsolutePath();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        boolean ok = Files.isDirectory(existing) && Files.isWritable(existing) || Files.isWritable(settings.events()) || Files.isWritable(settings.baselines());
        return new Preflight.Feature("state", ok, true, state + (ok ? "" : ": " + existing + " cannot be written"),
                ok ? "" : "run as a user that may write there, let `winnow setup` make it, or set state to another directory");
    }

    private static Preflight.Feature kafka(Settings settings) throws InterruptedException {
        try (KafkaSink sink = Composition.kafka(settings.publish().kafka())) {
            try {
                sink.open();
                return new Preflight.Feature("kafka", true, true, sink.description(), "");
            } catch (SinkException e) {
                return new Preflight.Feature("kafka", false, true, e.getMessage(), "correct publish.kafka.bootstrapServers, or start the broker");
            }
        }
    }

    private static void print(PrintWriter out, List<Preflight.Feature> features) {
        Columns columns = new Columns("FEATURE", "OK", "WAY", "REMEDY");
        for (Preflight.Feature feature : features) {
            columns.row(feature.feature(), feature.ok() ? "yes" : feature.needed() ? "NO" : "no", feature.way(), feature.remedy());
        }
        columns.print(out);
    }
}
