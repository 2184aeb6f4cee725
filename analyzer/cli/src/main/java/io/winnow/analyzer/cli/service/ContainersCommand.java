// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code winnow containers}: what runs now. */
@Command(name = "containers", description = "List the containers that run now, and which workload each is a replica of.", mixinStandardHelpOptions = true)
public final class ContainersCommand extends ListCommand<ContainerDocument> {

    @Option(names = "--all", description = "List pause containers, too: those that only hold the namespaces of pods.")
    private boolean all;

    @Override
    ListTable<ContainerDocument> table() {
        return new ContainerList();
    }

    @Override
    List<ContainerDocument> ask(ApiClient client, SelectorOptions selected) throws ApiException {
        return selected.containers(client).stream().filter(container -> all || !container.pause()).toList();
    }

    /** An id may be used again. */
    @Override
    String key(ContainerDocument container) {
        return container.id() + " " + container.started();
    }
}
