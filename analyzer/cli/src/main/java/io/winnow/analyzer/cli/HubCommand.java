// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.HubComponent;
import io.winnow.analyzer.cli.composition.HubComposition;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.publish.SinkException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code winnow hub}. */
@Command(
        name = "hub",
        description = {
            "Join what the hosts of a cluster learn of each workload, and publish it as the cluster's baseline: from the topic winnow.observations to"
                    + " winnow.cluster.",
            "freeze, accept, reject, thaw and forget, given to a hub (--socket, api.socket), decide for all hosts that follow it (analyzer.followHub).",
            "Any number of hubs share the work. The hosts set publish.kafka.learned.enabled; a hub needs the brokers and nothing of a host."
        },
        mixinStandardHelpOptions = true)
final class HubCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(HubCommand.class);

    @ParentCommand
    private CommandContext context;

    private final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    @SuppressWarnings("try") // to be closed is all that a resource is for
    public Integer call() throws InterruptedException {
        Logging.service();
        try (HubComponent hub = HubComposition.of(context.settings(), new ServiceCommands());
                Ending.OnSignal ignored = Ending.onSignal(() -> end.complete(null))) {
            hub.start();
            LOG.info("at work; SIGINT or SIGTERM ends it");
            hub.ended().whenComplete((nothing, e) -> end.complete(null));
            end.join();
            LOG.info("ending");
            return hub.ended().isCompletedExceptionally() ? ExitCode.FAILURE : ExitCode.OK;
        } catch (SinkException e) {
            throw new CommandException(ExitCode.UNREACHABLE, e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
    }
}
