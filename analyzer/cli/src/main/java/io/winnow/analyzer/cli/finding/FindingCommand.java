// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.finding;

import io.winnow.analyzer.cli.service.ServiceCommand;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.publish.FindingDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command about one finding, which it shows afterwards: {@code winnow findings show}, {@code acknowledge}, {@code accept}. */
abstract class FindingCommand extends ServiceCommand {

    @Parameters(index = "0", paramLabel = "FINDING", description = "Its ID as `winnow findings` lists it, or the start of it.")
    private String id;

    @Override
    protected final void ask(ApiClient client) throws ApiException {
        FindingDocument finding = send(client, id);
        show(finding, out -> FindingSheet.print(out, finding));
    }

    abstract FindingDocument send(ApiClient client, String finding) throws ApiException;

    /** All that is known of one. */
    @Command(
            name = "show",
            description = "Show a finding: why it is bad, what to do, its processes, its violations and its history.",
            mixinStandardHelpOptions = true)
    static final class Show extends FindingCommand {

        @Override
        FindingDocument send(ApiClient client, String finding) throws ApiException {
            return client.finding(finding);
        }
    }

    /** The operator looks at it. */
    @Command(
            name = "acknowledge",
            description = "Note that you look at a finding. It opens again by itself if it becomes more severe.",
            mixinStandardHelpOptions = true)
    static final class Acknowledge extends FindingCommand {

        @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "What you think of it; it is kept in its history.")
        private String reason;

        @Override
        FindingDocument send(ApiClient client, String finding) throws ApiException {
            return client.decide(finding, "acknowledge", reason);
        }
    }

    /** The operator takes what it has into the baseline. */
    @Command(
            name = "accept",
            description = {
                "Take what a finding has into its workload's frozen baseline: it is a violation no longer, and the next profile allows it.",
                "The finding and the decision stay in the history; it opens again if more comes."
            },
            mixinStandardHelpOptions = true)
    static final class Accept extends FindingCommand {

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is kept with the decision.")
        private String reason;

        @Override
        FindingDocument send(ApiClient client, String finding) throws ApiException {
            return client.decide(finding, "accept", reason);
        }
    }
}
