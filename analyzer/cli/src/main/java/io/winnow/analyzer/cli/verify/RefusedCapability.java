// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.capability.CapabilityUse;
import io.winnow.collector.record.Capability;

/**
 * A capability that the kernel asked for and that was not there.
 *
 * @param syscall in progress
 * @param executable of the first one; empty if its record was lost
 */
record RefusedCapability(Capability capability, String syscall, String stage, long count, String executable) {

    static RefusedCapability of(CapabilityUse use) {
        return new RefusedCapability(use.capability(), use.call(), use.stage().label(), use.observations().count(),
                use.observations().provenance().map(Provenance::executable).orElse(""));
    }
}
