// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.AnalyzerComponent;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.CommandContext;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code winnow analyze}. */
@Command(name = "analyze", description = "The analyzer alone: queue to baselines, violations and the API.", mixinStandardHelpOptions = true)
final class AnalyzeCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Override
    public Integer call() throws InterruptedException {
        Logging.service();
        AnalyzerComponent analyzer = new Composition(context.settings()).analyzer(new ServiceCommands());
        return new Service(Optional.empty(), Optional.of(analyzer)).run();
    }
}
