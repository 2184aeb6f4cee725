// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Grants;
import io.winnow.collector.record.Capability;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Checks of what a container's processes may do: capabilities, users, and what they may gain. */
final class PrivilegeChecks {

    /** What nothing but privileged containers has all at once. */
    private static final Set<Capability> OF_PRIVILEGED = EnumSet.of(
            Capability.CAP_SYS_ADMIN, Capability.CAP_SYS_MODULE, Capability.CAP_SYS_RAWIO, Capability.CAP_SYS_PTRACE, Capability.CAP_SYS_BOOT,
            Capability.CAP_MAC_ADMIN, Capability.CAP_NET_ADMIN);

    /** Each of them is most of a way out of a container. */
    private static final Set<Capability> STRONG = EnumSet.of(
            Capability.CAP_SYS_ADMIN, Capability.CAP_SYS_MODULE, Capability.CAP_SYS_RAWIO, Capability.CAP_SYS_PTRACE, Capability.CAP_SYS_BOOT,
            Capability.CAP_DAC_READ_SEARCH, Capability.CAP_BPF, Capability.CAP_PERFMON, Capability.CAP_MAC_ADMIN, Capability.CAP_MAC_OVERRIDE,
            Capability.CAP_CHECKPOINT_RESTORE);

    private PrivilegeChecks() {}

    static Judgement privileged(PostureSubject subject) {
        Grants grants = subject.grants();
        if (!grants.known()) {
            return PostureSubject.NOT_READ;
        }
        boolean strong = capabilities(grants).containsAll(OF_PRIVILEGED) && grants.seccomp() == Grants.Seccomp.NONE;
        if (strong && !subject.isolation().known()) {
            return PostureSubject.NOT_READ;
        }
        return Judgement.brokenIf(strong && subject.isolation().maskedPaths().isEmpty(), Severity.CRITICAL,
                grants.bounding().size() + " capabilities, no seccomp profile, and nothing of the kernel's files is hidden");
    }

    static Judgement added(PostureSubject subject) {
        if (!subject.grants().known()) {
            return PostureSubject.NOT_READ;
        }
        Judgement judgement = Judgement.HOLDS;
        for (Capability capability : capabilities(subject.grants())) {
            if (!Capability.dockerDefault().contains(capability)) {
                boolean unused = subject.use().incomplete().isEmpty() && !subject.use().neededCapabilities().contains(capability);
                judgement = judgement.and(Judgement.broken(
                        STRONG.contains(capability) ? Severity.HIGH : Severity.MEDIUM, capability.name() + (unused ? ", which was never used" : "")));
            }
        }
        return judgement;
    }

    /** Those beyond the default are another rule's. */
    static Judgement unused(PostureSubject subject) {
        if (!subject.grants().known()) {
            return PostureSubject.NOT_READ;
        }
        Set<Capability> granted = capabilities(subject.grants());
        granted.retainAll(Capability.dockerDefault());
        granted.removeAll(subject.use().neededCapabilities());
        if (!granted.isEmpty() && !subject.use().incomplete().isEmpty()) {
            return Judgement.unknown(subject.use().incomplete());
        }
        return Judgement.ofAll(Severity.LOW, "", granted.stream().map(Enum::name).toList());
    }

    static Judgement root(PostureSubject subject) {
        Grants grants = subject.grants();
        if (grants.uid() > 0) {
            return Judgement.HOLDS;
        }
        boolean mapped = grants.isolation().known() && grants.isolation().hostUid() > 0;
        if (mapped) {
            return Judgement.HOLDS;
        }
        boolean known = grants.known() && grants.uid() == 0 && (!grants.isolation().known() || grants.isolation().hostUid() == 0);
        return known ? Judgement.broken(Severity.MEDIUM, "uid 0, without a user namespace") : Judgement.unknown("its user, or whom that is on the host, is not known");
    }

    static Judgement newPrivileges(PostureSubject subject) {
        Grants grants = subject.grants();
        return grants.known() ? Judgement.brokenIf(!grants.noNewPrivileges(), Severity.MEDIUM, "no_new_privs is not set") : PostureSubject.NOT_READ;
    }

    static Judgement setIdPrograms(PostureSubject subject) {
        Use use = subject.use();
        return Judgement.ofAll(Severity.MEDIUM, "", List.copyOf(use.setIdPrograms())).exceptIf(!use.missed().isEmpty(), use.missed());
    }

    /** Of the bounding and the ambient set: what it has, or may have. */
    private static Set<Capability> capabilities(Grants grants) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        List<String> names = new ArrayList<>(grants.bounding());
        names.addAll(grants.isolation().ambient());
        names.forEach(name -> Capability.find(name).ifPresent(capabilities::add));
        return capabilities;
    }
}
