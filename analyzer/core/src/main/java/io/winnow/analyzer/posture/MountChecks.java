// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Checks of the files that a container can read and write. */
final class MountChecks {

    /** With the host's IPC namespace engines mount these, and the rule about that namespace says so. */
    private static final Set<String> OF_IPC = Set.of("/dev/shm", "/dev/mqueue");
    private static final String CUT = "it has more mounts than are kept";

    private MountChecks() {}

    static Judgement writableRoot(PostureSubject subject) {
        return subject.isolated(isolation -> Judgement.brokenIf(!isolation.readOnlyRoot(), Severity.LOW, "the root file system is not read-only"));
    }

    /** A socket takes requests through a read-only mount, too. */
    static Judgement sockets(PostureSubject subject) {
        return each(subject, mount -> RuntimeSockets.reachedBy(mount).map(socket -> new Judgement.Weakness(Severity.CRITICAL, socket + " by " + text(mount))));
    }

    static Judgement paths(PostureSubject subject) {
        boolean sharesMemory = subject.isolation().sharing(Namespace.IPC) == Sharing.HOST;
        return each(subject, mount -> RuntimeSockets.reachedBy(mount).isPresent() || sharesMemory && OF_IPC.contains(mount.source()) ? Optional.empty()
                : SensitivePaths.severity(mount).map(severity -> new Judgement.Weakness(severity, text(mount))));
    }

    static Judgement shared(PostureSubject subject) {
        return each(subject, mount -> mount.shared() ? Optional.of(new Judgement.Weakness(Severity.MEDIUM, text(mount))) : Optional.empty());
    }

    private static Judgement each(PostureSubject subject, Function<HostMount, Optional<Judgement.Weakness>> weakness) {
        return subject.isolated(isolation -> new Judgement(isolation.mounts().stream().map(weakness).flatMap(Optional::stream).toList(), "")
                .exceptIf(!isolation.complete(), CUT));
    }

    private static String text(HostMount mount) {
        return mount.source() + " at " + mount.destination() + (mount.readOnly() ? ", read-only" : ", writable");
    }
}
