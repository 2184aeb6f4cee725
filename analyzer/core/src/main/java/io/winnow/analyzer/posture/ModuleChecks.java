// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Isolation;
import java.util.function.Function;

/** Checks of what else refuses: seccomp, and the security modules of the kernel. */
final class ModuleChecks {

    private static final String MODULES_UNKNOWN =
            "it is not known which security modules the host has: /sys/kernel/security/lsm could not be read; mount securityfs";

    private ModuleChecks() {}

    static Judgement seccomp(PostureSubject subject) {
        return switch (subject.grants().seccomp()) {
            case NONE -> subject.grants().known() ? Judgement.broken(Severity.HIGH, "no profile") : PostureSubject.NOT_READ;
            case FILTER -> Judgement.HOLDS;
            case UNKNOWN -> PostureSubject.NOT_READ;
        };
    }

    static Judgement apparmor(PostureSubject subject) {
        return ifActive(subject, "apparmor", isolation -> {
            String profile = isolation.apparmorProfile();
            boolean off = profile.isEmpty() || profile.equals("unconfined");
            return Judgement.brokenIf(off, Severity.MEDIUM, profile.isEmpty() ? "no profile" : "profile " + profile);
        });
    }

    static Judgement selinux(PostureSubject subject) {
        return ifActive(subject, "selinux", isolation -> {
            SelinuxLabel label = SelinuxLabel.of(isolation.selinuxLabel());
            return Judgement.brokenIf(!label.confines(), Severity.MEDIUM, label.text());
        });
    }

    /** A module that the host does not have confines nothing, whatever the configuration asks for. */
    private static Judgement ifActive(PostureSubject subject, String module, Function<Isolation, Judgement> check) {
        if (subject.host().filter(host -> host.modulesKnown()).isEmpty()) {
            return Judgement.unknown(MODULES_UNKNOWN);
        }
        if (!subject.host().get().securityModules().contains(module)) {
            return Judgement.HOLDS;
        }
        return subject.isolated(check);
    }
}
