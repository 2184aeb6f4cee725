// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

/** A command cannot go on. The message is one clear sentence for the user, with the thing and the remedy in it. */
public final class CommandException extends RuntimeException {

    private final int exitCode;

    public CommandException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
