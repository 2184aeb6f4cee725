// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.ListOutput;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * A command that lists what the running service knows.
 *
 * @param <T> document of one thing
 */
abstract class ListCommand<T> implements Callable<Integer>, Answered {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SocketOption socket;

    @Mixin
    private SelectorOptions selector;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns",
            description = "${COMPLETION-CANDIDATES}: wide is columns with more of them, name one word a line for other commands.")
    private ListOutput output;

    @Option(names = {"-w", "--watch"}, description = "On a terminal show the list as it is now, until q; elsewhere print what changes, until Ctrl-C.")
    private boolean watch;

    @Spec
    private CommandSpec spec;

    @Override
    public boolean answeredByService() {
        return !watch;
    }

    @Override
    public Integer call() throws ApiException {
        list(socket.client(context));
        return ExitCode.OK;
    }

    private void list(ApiClient client) throws ApiException {
        ListTable<T> table = table();
        List<T> documents = ask(client, selector);
        if (watch && output == ListOutput.columns && StandardOutput.isTerminal()) {
            new LiveList<>("winnow " + spec.name(), table, this::key, Palette.of(System.getenv()))
                    .follow(documents, () -> ask(client, selector), spec.commandLine().getOut());
            return;
        }
        table.print(spec.commandLine().getOut(), output, documents);
        if (documents.isEmpty() && selector.given()) {
            spec.commandLine().getErr().println("winnow: no container that runs is selected: without -n, -p, -c and -l all are listed");
            spec.commandLine().getErr().flush();
        }
        if (watch) {
            new ListWatch<>(table, this::key, () -> ask(client, selector), changed -> table.append(spec.commandLine().getOut(), output, changed))
                    .follow(documents, spec.commandLine().getOut());
        }
    }

    abstract ListTable<T> table();

    abstract List<T> ask(ApiClient client, SelectorOptions selected) throws ApiException;

    /** What distinguishes one from another. */
    abstract String key(T document);

    final ApiClient client() {
        return socket.client(context);
    }

    final SelectorOptions selector() {
        return selector;
    }

    final ListOutput output() {
        return output;
    }

    final boolean watch() {
        return watch;
    }

    final CommandSpec spec() {
        return spec;
    }
}
