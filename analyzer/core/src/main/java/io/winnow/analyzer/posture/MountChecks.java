// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import java.util.Optional;
import java.util.function.Function;

/** Checks of the files that a container can read and write. */
final class MountChecks {

    private static final String CUT = "it has more mounts than are kept";

    private MountChecks() {}

    static Judgement writableRoot(PostureSubject subject) {
        return known(subject, isolation -> Judgement.brokenIf(!isolation.readOnlyRoot(), Severity.LOW, "the root file system is not read-only"));
    }

    /** A socket takes requests through a read-only mount, too. */
    static Judgement sockets(PostureSubject subject) {
        return each(subject, mount -> RuntimeSockets.reachedBy(mount).map(socket -> new Judgement.Weakness(Severity.CRITICAL, socket + " by " + text(mount))));
    }

    static Judgement paths(PostureSubject subject) {
        return each(subject, mount -> RuntimeSockets.reachedBy(mount).isPresent() ? Optional.empty()
                : SensitivePaths.severity(mount).map(severity -> new Judgement.Weakness(severity, text(mount))));
    }

    static Judgement shared(PostureSubject subject) {
        return each(subject, mount -> mount.shared() ? Optional.of(new Judgement.Weakness(Severity.MEDIUM, text(mount))) : Optional.empty());
    }

    private static Judgement each(PostureSubject subject, Function<HostMount, Optional<Judgement.Weakness>> weakness) {
        return known(subject, isolation -> new Judgement(isolation.mounts().stream().map(weakness).flatMap(Optional::stream).toList(), "")
                .exceptIf(!isolation.complete(), CUT));
    }

    static Judgement known(PostureSubject subject, Function<Isolation, Judgement> check) {
        return subject.isolation().known() ? check.apply(subject.isolation()) : Judgement.unknown(PrivilegeChecks.NO_CONFIGURATION);
    }

    private static String text(HostMount mount) {
        return mount.source() + " at " + mount.destination() + (mount.readOnly() ? ", read-only" : ", writable");
    }
}
