// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code winnow status}: how the running service is doing. */
@Command(name = "status", description = "Show how `winnow run` is doing: queue, deliveries, losses.", mixinStandardHelpOptions = true)
public final class StatusCommand extends ServiceCommand {

    private static final String NAMELESS = "containers/nameless";

    @Override
    protected void ask(ApiClient client) throws ApiException {
        StatusDocument status = client.status();
        show(status, out -> print(out, status));
    }

    static void print(PrintWriter out, StatusDocument status) {
        Columns columns = new Columns("WHAT", "VALUE")
                .row("version", status.version())
                .row("node", status.node())
                .row("started", status.startedAt())
                .row("queue", status.queue())
                .row("documents read", status.documents())
                .row("lag", status.lagMillis() == null ? null : status.lagMillis() + " ms")
                .row("workloads", status.workloads() + ", " + status.frozen() + " frozen")
                .row("containers", status.containers())
                .row("violations", status.violations())
                .row("refused calls", status.refused())
                .row("delivered to", status.publishing())
                .row("connected", status.connected() ? "yes" : status.retryingSince() == null ? "not yet" : "no, retrying since " + status.retryingSince())
                .row("undelivered", undelivered(status))
                .row("last error", status.lastError() == null ? "none" : status.lastError());
        if (status.owners() != null) {
            columns.row("owners of pods", status.owners());
        }
        status.losses().forEach((reason, count) -> columns.row("lost: " + reason, count));
        columns.print(out);
        if (status.refused() > 0) {
            hint(out, "refused calls: a seccomp filter refused them, to whatever workload: `winnow workloads` shows to which, and `winnow workloads WORKLOAD` names them.");
        }
        if (status.losses().getOrDefault(NAMELESS, 0L) > 0) {
            hint(out, NAMELESS + ": no runtime's state names these containers. `winnow doctor` says which directories cannot be read; for a runtime that keeps its"
                    + " state elsewhere (--root), name that directory in collector.runtimeStates.");
        }
    }

    private static String undelivered(StatusDocument status) {
        return status.unconfirmed() == 0 ? "0" : status.unconfirmed() + ", the oldest from " + Duration.ofMillis(status.oldestUnconfirmedMillis()).toSeconds() + " s ago";
    }

    private static void hint(PrintWriter out, String text) {
        out.println();
        out.println(text);
        out.flush();
    }
}
