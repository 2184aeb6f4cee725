// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the running service, and shows the document that it answers with. */
public abstract class ServiceCommand implements Callable<Integer>, Answered {

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SocketOption socket;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    @Override
    public final Integer call() throws ApiException {
        ask(socket.client(context));
        return exitCode();
    }

    /** What it ends with once it has asked and shown. */
    protected int exitCode() {
        return ExitCode.OK;
    }

    protected abstract void ask(ApiClient client) throws ApiException;

    protected final void show(Object document, Consumer<PrintWriter> columns) {
        output.write(spec.commandLine().getOut(), document, columns);
    }

    protected final CommandSpec spec() {
        return spec;
    }
}
