// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.List;

/**
 * The profile that a caller wants of a workload. Names are as they came: the answer says which of them it does not know.
 *
 * @param format name of a format, as {@code docker}
 * @param runtimes names of the low-level runtimes it must start under; empty for all that the workload ran under
 * @param allow system calls to allow whatever was seen
 * @param block system calls to refuse whatever was seen; outweighs the others
 * @param execSessions allow what exec sessions did, too
 * @param withoutClone3 answer {@code clone3} with "not implemented" though it was used
 * @param log have the kernel log what the filter refuses
 * @param force though a profile of this baseline may break what it was learned from
 * @param tolerance what to allow beyond what was seen, as {@code exact}; empty for what the service is configured to
 * @param everyVersion for all versions of it that are frozen, or all if none is, under one name that stays the same with each image
 */
public record ProfileRequest(
        String format, List<String> runtimes, List<String> allow, List<String> block, boolean execSessions, boolean withoutClone3, boolean log,
        boolean force, String tolerance, boolean everyVersion) {

    public ProfileRequest {
        runtimes = List.copyOf(runtimes);
        allow = List.copyOf(allow);
        block = List.copyOf(block);
    }

    /** Of one version. */
    public ProfileRequest(
            String format, List<String> runtimes, List<String> allow, List<String> block, boolean execSessions, boolean withoutClone3, boolean log,
            boolean force, String tolerance) {
        this(format, runtimes, allow, block, execSessions, withoutClone3, log, force, tolerance, false);
    }

    /** With nothing special about it. */
    public static ProfileRequest of(String format) {
        return new ProfileRequest(format, List.of(), List.of(), List.of(), false, false, false, false, "");
    }

    public ProfileRequest withFormat(String name) {
        return new ProfileRequest(name, runtimes, allow, block, execSessions, withoutClone3, log, force, tolerance, everyVersion);
    }

    public ProfileRequest withTolerance(String label) {
        return new ProfileRequest(format, runtimes, allow, block, execSessions, withoutClone3, log, force, label, everyVersion);
    }

    public ProfileRequest withRuntimes(List<String> names) {
        return new ProfileRequest(format, names, allow, block, execSessions, withoutClone3, log, force, tolerance, everyVersion);
    }

    public ProfileRequest ofEveryVersion() {
        return new ProfileRequest(format, runtimes, allow, block, execSessions, withoutClone3, log, force, tolerance, true);
    }
}
