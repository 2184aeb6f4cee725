// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Capability;
import java.util.Objects;
import java.util.Set;

/**
 * For what a template is resolved.
 *
 * @param capabilities of the container's bounding set, which is what Docker asks for
 * @param architecture of the host
 * @param kernel of the host
 */
public record Target(Set<Capability> capabilities, Architecture architecture, KernelVersion kernel) {

    public Target {
        capabilities = Set.copyOf(capabilities);
        Objects.requireNonNull(architecture, "architecture");
        Objects.requireNonNull(kernel, "kernel");
    }

    /** A container with these capabilities on an x86_64 host with the oldest kernel that Winnow runs on: no profile in use distinguishes newer ones. */
    public static Target x86(Set<Capability> capabilities) {
        return new Target(capabilities, Architecture.X86_64, KernelVersion.OLDEST);
    }
}
