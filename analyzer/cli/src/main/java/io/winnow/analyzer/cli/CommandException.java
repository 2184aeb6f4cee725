// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

/** A command cannot go on. The message is one clear sentence for the user, with the thing and the remedy in it. */
final class CommandException extends RuntimeException {

    private final int exitCode;

    CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
