// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;


/** What commands end with. {@code winnow --help} lists them. */
public final class ExitCode {

    public static final int OK = 0;
    /** It did not work; the message says why. */
    public static final int FAILURE = 1;
    /** `winnow diff`, `verify`, `explain`, `replay --against`: the answer is no. Their help says what that means. */
    public static final int DIFFERENT = 1;
    /** The command line or the configuration is wrong. */
    public static final int USAGE = 2;
    /** This host cannot: no privilege, no BTF, an old kernel. */
    public static final int UNSUPPORTED = 3;
    /** Who should answer does not: the socket of `winnow run`, or the broker. */
    public static final int UNREACHABLE = 4;
    /** There is no such workload or container. */
    public static final int NOT_FOUND = 5;
    /** {@code winnow posture --fail-on}: there are findings of that severity, or worse. */
    public static final int FINDINGS = 6;
    /** {@code winnow posture --fail-on}: there are none, but rules of that severity could not be judged. {@code winnow reach}: other calls can be made. */
    public static final int NOT_JUDGED = 7;
    /** {@code winnow profile}, {@code top} and {@code trace} with a COMMAND: Winnow failed, and not the command, whose own code is passed on otherwise. */
    public static final int PROFILE_FAILED = 125;
    /** As a shell's: what these commands are to run may not be executed. */
    public static final int NOT_EXECUTABLE = 126;
    /** As a shell's: what these commands are to run is not there. */
    public static final int NO_PROGRAM = 127;

    private ExitCode() {}
}
