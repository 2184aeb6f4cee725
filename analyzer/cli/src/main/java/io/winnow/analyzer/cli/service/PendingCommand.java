// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.ShellCommand;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code winnow pending}: what waits for an operator's approval. */
@Command(
        name = "pending",
        description = {
            "Show what a frozen workload did outside its baseline: it waits for review, and nothing of it widens the baseline by itself.",
            "What was rejected is listed below."
        },
        mixinStandardHelpOptions = true)
public final class PendingCommand extends WorkloadCommand<PendingDocument> {

    @Override
    PendingDocument send(ApiClient client, String workload) throws ApiException {
        return client.pending(workload);
    }

    @Override
    void print(PrintWriter out, PendingDocument pending) {
        if (pending.items().isEmpty()) {
            out.println(TerminalText.printable("nothing waits for review in " + pending.workload()));
        } else {
            list(out, pending, pending.items());
            out.println("all of these: " + ShellCommand.of("winnow", "accept", pending.shortId(), "--all", pending.listing()));
        }
        if (!pending.rejected().isEmpty()) {
            out.println();
            out.println("rejected, and reported whenever it happens:");
            list(out, pending, pending.rejected());
        }
    }

    private static void list(PrintWriter out, PendingDocument pending, List<PendingDocument.Item> items) {
        Columns columns = new Columns("ITEM", "STAGE", "WHAT", "FIRST SEEN", "LAST SEEN", "COUNT", "REPLICAS", "BY", "FIRST IN");
        for (PendingDocument.Item item : items) {
            columns.row(item.id(), item.stage(), item.what(), item.first(), item.last(), item.count() == 0 ? null : item.count(),
                    item.replicas() + " of " + Math.max(item.replicas(), pending.replicas()), item.executable(), item.replica());
        }
        columns.print(out);
    }
}
