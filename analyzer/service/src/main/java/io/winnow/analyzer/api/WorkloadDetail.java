// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.advise.Figures;
import java.util.List;
import java.util.Map;

/**
 * A workload in full. Strings may be untrusted.
 *
 * @param summary as in the list
 * @param syscalls names by {@code stage/abi}
 * @param capabilities the needed ones
 * @param confidence of each needed capability, how sure that is: {@link io.winnow.analyzer.capability.Confidence#label}
 * @param unusedCapabilities granted and not needed
 * @param arguments closed sets in words, by call
 * @param phases what was seen by stage and kind, and how complete that is
 * @param runtimes that it ran under
 * @param learnedUnder the seccomp profiles that all its replicas ran under while it was learned, by name or digest: the advice answers as they did
 * @param notes what an operator should know about the advice
 * @param decisions who froze, accepted and thawed what and when, one line each
 * @param versions of this workload, of one image digest each, the one that is known longest first; empty if there is no other
 * @param figures what was used and is allowed, beside Docker's default
 */
public record WorkloadDetail(
        WorkloadSummary summary,
        Map<String, List<String>> syscalls,
        List<String> capabilities,
        Map<String, String> confidence,
        List<String> unusedCapabilities,
        Map<String, List<String>> arguments,
        List<PhaseDocument> phases,
        List<String> runtimes,
        List<String> learnedUnder,
        List<String> notes,
        List<String> decisions,
        List<VersionDocument> versions,
        Figures figures) {}
