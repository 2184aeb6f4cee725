// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.collector.agent.Collector;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code winnow collect}. */
@Command(name = "collect", description = "The collector alone: kernel to queue. Needs privileges; opens no network socket.", mixinStandardHelpOptions = true)
final class CollectCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Override
    public Integer call() throws InterruptedException {
        Logging.service();
        Preflight.requireTracing();
        Collector collector = new Composition(context.settings()).collector();
        return new Service(Optional.of(collector), Optional.empty()).run();
    }
}
