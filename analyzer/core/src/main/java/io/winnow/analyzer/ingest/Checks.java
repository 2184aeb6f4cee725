// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.MalformedRecordException;
import java.util.regex.Pattern;

/** JSON that parses may still lack what a payload must have. */
final class Checks {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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

    static ProgramFile program(ProgramFile file) {
        require(file.slot() != null, "ProgramFile: slot");
        require(file.stage() != null, "ProgramFile: stage");
        require(file.abi() != null, "ProgramFile: abi");
        require(file.sha256() != null && SHA256.matcher(file.sha256()).matches(), "ProgramFile: sha256");
        return new ProgramFile(file.slot(), file.stage(), file.abi(), file.program(), text(file.path()), file.sha256(), file.size());
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
