// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import java.util.Locale;
import java.util.function.Function;

/** Checks of what a container shares with its host. */
final class NamespaceChecks {

    private NamespaceChecks() {}

    /** That it does not share this one. */
    static Function<PostureSubject, Judgement> of(Namespace namespace) {
        return subject -> switch (subject.isolation().sharing(namespace)) {
            case HOST -> Judgement.broken(severity(namespace), "the host's " + namespace.name().toLowerCase(Locale.ROOT) + " namespace");
            case PRIVATE, JOINED -> Judgement.HOLDS;
            case UNKNOWN -> PostureSubject.NOT_READ;
        };
    }

    private static Severity severity(Namespace namespace) {
        return switch (namespace) {
            case PID, NETWORK -> Severity.HIGH;
            case IPC, USER -> Severity.MEDIUM;
            case UTS, CGROUP -> Severity.LOW;
        };
    }

    /** Most engines give no container users of its own: that is the rule about root's business. */
    static Judgement users(PostureSubject subject) {
        Sharing sharing = subject.isolation().sharing(Namespace.USER);
        if (sharing == Sharing.UNKNOWN) {
            return PostureSubject.NOT_READ;
        }
        if (sharing != Sharing.HOST) {
            return Judgement.HOLDS;
        }
        if (subject.host().filter(HostInfo::enginesKnown).isEmpty()) {
            return Judgement.unknown("it is not known whether the host's engines give containers users of their own");
        }
        return Judgement.brokenIf(subject.host().get().engines().stream().anyMatch(HostInfo.Engine::usersMapped), Severity.MEDIUM, "the host's user namespace");
    }
}
