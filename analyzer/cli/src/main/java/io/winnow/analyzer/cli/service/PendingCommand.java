// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.ShellCommand;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.view.WorkloadDocuments;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code winnow pending}: what waits for an operator's approval. */
@Command(
        name = "pending",
        description = {
            "Show what a frozen workload did outside its baseline: it waits for review, and nothing of it widens the baseline by itself.",
            "Of a workload that learns, a hub shows what one node or one replica of many did alone (hub.aloneOf): freezing holds it for review.",
            "What was rejected is listed below."
        },
        mixinStandardHelpOptions = true)
public final class PendingCommand extends WorkloadCommand<PendingDocument> {

    private static final String FROZEN = WorkloadDocuments.name(BaselineState.FROZEN);

    @Override
    PendingDocument send(ApiClient client, String workload) throws ApiException {
        return client.pending(workload);
    }

    @Override
    void print(PrintWriter out, PendingDocument pending) {
        if (pending.items().isEmpty()) {
            out.println(TerminalText.printable("nothing waits for review in " + pending.workload()));
        } else if (!FROZEN.equals(pending.state())) {
            out.println(TerminalText.printable(pending.workload() + " is " + pending.state() + "; freezing it holds this for review, which one of many did alone:"));
            list(out, pending, pending.items());
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
        boolean nodes = items.stream().anyMatch(item -> item.node() != null);
        List<String> headings = List.of("ITEM", "STAGE", "WHAT", "FIRST SEEN", "LAST SEEN", "COUNT", "REPLICAS", "BY", "FIRST IN", "NODE");
        Columns columns = new Columns(headings.subList(0, nodes ? headings.size() : headings.size() - 1).toArray(String[]::new));
        for (PendingDocument.Item item : items) {
            List<Object> cells = Arrays.asList(item.id(), item.stage(), item.what(), item.first(), item.last(), item.count() == 0 ? null : item.count(),
                    item.replicas() + " of " + Math.max(item.replicas(), pending.replicas()), item.executable(), item.replica(), item.node());
            columns.row(cells.subList(0, nodes ? cells.size() : cells.size() - 1).toArray());
        }
        columns.print(out);
    }
}
