// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import picocli.CommandLine.Command;

/** {@code winnow accept}: the operator approves what waits for review. */
@Command(
        name = "accept",
        description = {
            "Take what waits for review into a frozen workload's baseline; it is a violation no longer, and the next profile allows it.",
            "A refused call that is accepted stays refused, and is reported no longer: `winnow export --allow NAME` allows it."
        },
        mixinStandardHelpOptions = true)
public final class AcceptCommand extends ReviewCommand {

    @Override
    WorkloadSummary decide(ApiClient client, String workload, Selection selection, String why) throws ApiException {
        return client.approve(workload, selection, why);
    }
}
