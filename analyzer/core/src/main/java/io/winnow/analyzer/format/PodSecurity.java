// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.collector.record.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which level of the Kubernetes Pod Security Standards a confinement reaches, and what the next one asks for besides. Only what a
 * confinement decides is looked at: capabilities, seccomp, privilege escalation; not users, volumes or host namespaces.
 *
 * @param level that is reached
 * @param missing for the next level; empty at the highest
 */
record PodSecurity(Level level, List<String> missing) {

    /** From the widest to the narrowest. */
    enum Level {
        PRIVILEGED("privileged"),
        BASELINE("baseline"),
        RESTRICTED("restricted");

        private final String label;

        Level(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private static final Set<Capability> BASELINE_ALLOWS = EnumSet.of(
            Capability.CAP_AUDIT_WRITE,
            Capability.CAP_CHOWN,
            Capability.CAP_DAC_OVERRIDE,
            Capability.CAP_FOWNER,
            Capability.CAP_FSETID,
            Capability.CAP_KILL,
            Capability.CAP_MKNOD,
            Capability.CAP_NET_BIND_SERVICE,
            Capability.CAP_SETFCAP,
            Capability.CAP_SETGID,
            Capability.CAP_SETPCAP,
            Capability.CAP_SETUID,
            Capability.CAP_SYS_CHROOT);
    private static final Set<Capability> RESTRICTED_ALLOWS = EnumSet.of(Capability.CAP_NET_BIND_SERVICE);

    static PodSecurity of(Confinement confinement) {
        List<String> aboveBaseline = without(confinement, BASELINE_ALLOWS);
        if (!aboveBaseline.isEmpty()) {
            return new PodSecurity(Level.PRIVILEGED, aboveBaseline);
        }
        List<String> aboveRestricted = Stream.concat(
                        without(confinement, RESTRICTED_ALLOWS).stream(),
                        confinement.noNewPrivileges() ? Stream.empty() : Stream.of("allowPrivilegeEscalation: false"))
                .toList();
        return new PodSecurity(aboveRestricted.isEmpty() ? Level.RESTRICTED : Level.BASELINE, aboveRestricted);
    }

    private static List<String> without(Confinement confinement, Set<Capability> allowed) {
        return confinement.capabilities().stream()
                .filter(capability -> !allowed.contains(capability))
                .map(capability -> "no " + CapabilityNames.shortName(capability))
                .toList();
    }
}
