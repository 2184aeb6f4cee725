// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.http.client.ApiClient;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the running analyzer is found: shared by the commands that ask it. */
public final class SocketOption {

    @Option(names = "--socket", paramLabel = "PATH", description = "Socket of `winnow run`; by default the configuration's api.socket.")
    private Path socket;

    public ApiClient client(CommandContext context) {
        return context.client(socket);
    }
}
