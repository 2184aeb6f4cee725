// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import io.winnow.analyzer.http.client.ApiClient;
import java.nio.file.Path;

/** What every subcommand has from the command line that it stands in. */
public interface CommandContext {

    /** The configuration, which is read when it is first asked for; fails if it is wrong. */
    Settings settings();

    /** A client of the socket that this option of the command names or, if it is null, the configuration. */
    ApiClient client(Path socket);
}
