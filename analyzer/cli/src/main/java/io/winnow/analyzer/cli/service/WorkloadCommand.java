// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import picocli.CommandLine.Parameters;

/**
 * A command that says or asks the running service something about one workload.
 *
 * @param <T> document that the service answers with
 */
public abstract class WorkloadCommand<T> extends ServiceCommand {

    public static final String NAMES = "Its ID or name as `winnow workloads` lists it, or one of its containers; the start is enough if it means one.";

    @Parameters(index = "0", paramLabel = "WORKLOAD", description = NAMES)
    private String workload;

    @Override
    protected final void ask(ApiClient client) throws ApiException {
        T document = send(client, workload);
        show(document, out -> print(out, document));
    }

    abstract T send(ApiClient client, String workload) throws ApiException;

    abstract void print(PrintWriter out, T document);
}
