// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.terminal.CommandException;
import java.io.PrintWriter;
import java.time.Duration;

/** A method of taking a profile. */
interface Profiling {

    /**
     * What came of it.
     *
     * @param what was profiled, for people; may be untrusted
     * @param duration of the observation
     * @param exitCode of the command; 0 if it was a container
     */
    record Outcome(String what, Duration duration, int exitCode, Workload workload, Advice advice) {}

    /**
     * @param timeout null: none
     * @param progress for people
     * @throws CommandException if it fails
     */
    Outcome run(Composition composition, Duration timeout, PrintWriter progress) throws Exception;
}
