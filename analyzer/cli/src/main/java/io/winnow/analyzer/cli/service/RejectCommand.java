// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import picocli.CommandLine.Command;

/** {@code winnow reject}: the operator wants what waits for review to stay outside. */
@Command(
        name = "reject",
        description = {
            "Have what waits for review stay outside a frozen workload's baseline: it is a violation whenever it happens, and waits no more.",
            "If another program does it, it waits again. `winnow accept` takes it all the same."
        },
        mixinStandardHelpOptions = true)
public final class RejectCommand extends ReviewCommand {

    @Override
    WorkloadSummary decide(ApiClient client, String workload, Selection selection, String why) throws ApiException {
        return client.reject(workload, selection, why);
    }
}
