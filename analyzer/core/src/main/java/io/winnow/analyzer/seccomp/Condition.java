// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Optional;
import java.util.Set;

/**
 * When a rule of a template holds: Docker's {@code includes} and {@code excludes}. What is empty asks for nothing.
 *
 * @param capabilities by name, as written: a newer Docker may know more of them than this program
 * @param architectures in Docker's words, such as amd64
 * @param leastKernel this one or newer
 */
public record Condition(Set<String> capabilities, Set<String> architectures, Optional<KernelVersion> leastKernel) {

    public static final Condition NONE = new Condition(Set.of(), Set.of(), Optional.empty());

    public Condition {
        capabilities = Set.copyOf(capabilities);
        architectures = Set.copyOf(architectures);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** As {@code includes}: the architecture is one of those, <em>every</em> capability is there, the kernel is new enough. */
    boolean includes(Target target) {
        return (architectures.isEmpty() || architectures.contains(target.architecture().dockerName()))
                && capabilities.stream().allMatch(name -> has(target, name))
                && leastKernel.stream().allMatch(least -> least.compareTo(target.kernel()) <= 0);
    }

    /** As {@code excludes}: the architecture is one of those, or <em>any</em> capability is there, or the kernel is new enough. */
    boolean excludes(Target target) {
        return architectures.contains(target.architecture().dockerName())
                || capabilities.stream().anyMatch(name -> has(target, name))
                || leastKernel.stream().anyMatch(least -> least.compareTo(target.kernel()) <= 0);
    }

    private static boolean has(Target target, String name) {
        return target.capabilities().stream().anyMatch(capability -> capability.name().equals(name));
    }
}
