// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.http.client.ApiClient;
import java.util.List;
import java.util.Optional;

/** Carries out a command line of a client in this process, so that the client need not start a JVM of its own. May be called by any thread. */
@FunctionalInterface
public interface CommandRunner {

    /** No command is carried out here. */
    CommandRunner NONE = (arguments, client) -> Optional.empty();

    /**
     * What the command would have done in a process of its own.
     *
     * @param exitCode of the process
     * @param out what goes to standard output
     * @param err what goes to standard error
     */
    record Outcome(int exitCode, String out, String err) {}

    /**
     * Carries it out.
     *
     * @param arguments untrusted, as the client's user typed them
     * @param client asks this service in that user's name
     * @return empty if the command needs a process of its own: it writes files, follows, or is no client of the service
     */
    Optional<Outcome> run(List<String> arguments, ApiClient client);
}
