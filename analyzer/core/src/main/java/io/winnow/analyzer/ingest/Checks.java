// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.MalformedRecordException;

/** JSON that parses may still lack what a payload must have. */
final class Checks {

    private Checks() {}

    static SessionInfo session(SessionInfo session) {
        require(session.node() != null, "SessionInfo: node");
        return session;
    }

    static ContainerMetadata container(ContainerMetadata container) {
        require(container.slot() != null, "ContainerMetadata: slot");
        require(container.id() != null, "ContainerMetadata: id");
        require(container.kind() != null, "ContainerMetadata: kind");
        return new ContainerMetadata(
                container.slot(),
                container.cgroupId(),
                text(container.cgroupPath()),
                container.id(),
                container.kind(),
                container.runtime(),
                text(container.manager()),
                text(container.name()),
                text(container.image()),
                text(container.imageDigest()),
                container.command(),
                container.labels(),
                container.grants(),
                text(container.node()),
                container.created(),
                container.ended(),
                container.late(),
                container.unidentified());
    }

    static CallProfile profile(CallProfile profile) {
        for (SyscallUse call : profile.calls()) {
            require(call.nr() >= 0 && call.nr() <= Layout.SYSCALLS && call.latency().size() <= Layout.LATENCY_BUCKETS, "CallProfile: a call that there can be");
        }
        return profile;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private static void require(boolean present, String what) {
        if (!present) {
            throw new MalformedRecordException(what + " is missing");
        }
    }
}
