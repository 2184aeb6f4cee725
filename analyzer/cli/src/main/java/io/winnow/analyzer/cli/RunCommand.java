// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.AnalyzerComponent;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.collector.agent.Collector;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code winnow run}. */
@Command(name = "run", description = "Observe this host: collector and analyzer in one process, until Ctrl-C.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Override
    public Integer call() throws InterruptedException {
        Logging.service();
        Preflight.requireTracing();
        Composition composition = new Composition(context.settings());
        AnalyzerComponent analyzer = composition.analyzer(new ServiceCommands());
        Collector collector;
        try {
            collector = composition.collector();
        } catch (CommandException e) {
            analyzer.close();
            throw e;
        }
        return new Service(Optional.of(collector), Optional.of(analyzer)).run();
    }
}
