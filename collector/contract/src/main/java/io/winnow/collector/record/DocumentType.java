// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.LossReport;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.BatchReader;
import io.winnow.collector.flyweight.SnapshotFlyweight;

/** What the payload of a queue document is. */
public enum DocumentType {
    /** JSON, {@link SessionInfo}: the first document after each start of a collector. */
    SESSION(1),
    /** Ring bytes as the kernel wrote them: {@link BatchReader}. */
    BATCH(2),
    /** The absolute state of a slot: {@link SnapshotFlyweight}. */
    SNAPSHOT(3),
    /** JSON, {@link ContainerMetadata}. */
    CONTAINER(4),
    /** JSON, {@link LossReport}. */
    LOSS(5),
    /** JSON, {@link HostInfo}. */
    HOST(6),
    /** JSON, {@link CallProfile}. */
    PROFILE(7),
    /** JSON, {@link ProgramFile}. */
    PROGRAM(8),
    /** JSON, {@link PolicyDocument}; in the control queue. */
    POLICY(16),
    /** JSON, {@link Acknowledgement}; in the control queue. */
    ACKNOWLEDGEMENT(17),
    /** JSON, {@link ProfilingRequest}; in the control queue. */
    PROFILING(18);

    private static final Numbered<DocumentType> NUMBERED = new Numbered<>("documentType", values(), DocumentType::number);

    private final int number;

    DocumentType(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static DocumentType of(int number) {
        return NUMBERED.of(number);
    }
}
