// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.compare.WorkloadRisk;
import io.winnow.analyzer.risk.Vulnerability;
import java.util.List;

/**
 * What a profile buys a workload.
 *
 * @param workload that it is about
 * @param known how many faults of the kernel are known that containers could reach
 * @param profiles the suggested one with each tolerance, and Docker's default
 */
public record RiskDocument(String workload, int known, List<Profile> profiles) {

    /**
     * What a profile leaves.
     *
     * @param name the tolerance of the suggested profile, or docker-default
     * @param syscalls how many system calls it allows
     * @param left how many of the faults can be reached under it
     * @param faults those
     */
    public record Profile(String name, int syscalls, int left, List<Fault> faults) {

        private static Profile of(WorkloadRisk.OfProfile profile) {
            List<Fault> faults = profile.exposure().left().stream().map(Fault::of).toList();
            return new Profile(profile.name(), profile.syscalls(), faults.size(), faults);
        }
    }

    /**
     * A known fault of the kernel.
     *
     * @param id its CVE number
     * @param summary what happens
     * @param calls what it is reached by, in words
     * @param capability what the kernel asks for on the way; null if nothing
     * @param since release of the main line that it came with; null if it is older than the kernel's history
     * @param fixed release of the main line without it
     * @param source where that is said
     * @param fix the commit
     */
    public record Fault(String id, String summary, String calls, String capability, String since, String fixed, String source, String fix) {

        private static Fault of(Vulnerability one) {
            return new Fault(one.id(), one.summary(), one.callsText(), one.capability().map(Enum::name).orElse(null), one.since().orElse(null), one.fixed(),
                    one.source(), one.fix());
        }
    }

    public static RiskDocument of(WorkloadRisk risk) {
        return new RiskDocument(risk.workload().toString(), risk.profiles().get(0).exposure().known(), risk.profiles().stream().map(Profile::of).toList());
    }
}
