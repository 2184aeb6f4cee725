// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.collector.document.SyscallUse;
import java.util.List;

/**
 * The use of system calls as JSON; {@code top.schema.json} describes it.
 *
 * @param observed the command, or the container; may be untrusted
 * @param exitCode of the command; 0 if it was a container
 * @param uncounted calls for which the items map had no space; 0: the counts are complete
 * @param syscalls in the order that was asked for
 */
record TopDocument(int version, String observed, double seconds, int exitCode, long calls, long errors, long uncounted, List<CallUseDocument> syscalls) {

    private static final int VERSION = 1;
    private static final double NANOS_PER_SECOND = 1e9;

    static TopDocument of(CallObservation.Outcome outcome, List<SyscallUse> uses, long uncounted) {
        double seconds = outcome.duration().toNanos() / NANOS_PER_SECOND;
        return new TopDocument(VERSION, outcome.what(), seconds, outcome.exitCode(), uses.stream().mapToLong(SyscallUse::count).sum(),
                uses.stream().mapToLong(SyscallUse::failed).sum(), uncounted, uses.stream().map(use -> CallUseDocument.of(use, use.count() / seconds)).toList());
    }
}
