// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.queue;

import io.winnow.collector.queue.chronicle.OpenQueue;
import io.winnow.collector.queue.chronicle.Roll;
import io.winnow.collector.queue.chronicle.RollClock;
import io.winnow.collector.queue.chronicle.RollFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a writer continues from.
 *
 * @param state as it is on the disk
 * @param sequence number of the last document
 * @param quarantined files that were moved aside
 * @param open Chronicle's queue
 * @param rollClock by which its files are rolled
 */
record QueueStart(QueueState state, long sequence, long quarantined, OpenQueue open, RollClock rollClock) {

    /** Sequence numbers are reserved in the state file by this many, so that not even the loss of all files repeats one. */
    static final long RESERVATION = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(QueueStart.class);

    /** Recovers a locked directory, and opens it. */
    static QueueStart of(QueueDirectory directory, Roll roll) throws IOException {
        Optional<QueueState> known = directory.readState();
        Recovery recovery = new Recovery(directory);
        List<RollFile> files = directory.check(roll, known.map(state -> Math.max(1, state.reserved())).orElse(Long.MAX_VALUE));
        long lastSequence = files.stream().mapToLong(RollFile::lastSequence).max().orElse(0);
        QueueState state = begin(directory, known, roll, files, lastSequence);
        recovery.mend(files);
        RollClock rollClock = new RollClock(roll);
        if (state.newest() != null) {
            rollClock.startFrom(state.newest());
        }
        OpenQueue open = recovery.open(() -> OpenQueue.of(directory.path(), roll, rollClock));
        return new QueueStart(state, sequence(directory, state, lastSequence), recovery.quarantined(), open, rollClock);
    }

    /** Only the newest file knows the last number: if it is gone, damaged or deleted by hand, all that it may have held count as used. */
    private static long sequence(QueueDirectory directory, QueueState state, long lastSequence) {
        if (directory.holds(state.newest()) || state.reserved() <= lastSequence) {
            return lastSequence;
        }
        LOG.warn("queue file {} is gone: documents {} to {} count as missing, as it may have held them", state.newest(), lastSequence + 1, state.reserved());
        return state.reserved();
    }

    /** The state from now on. It is on the disk before any file is touched: whatever comes then, the next start knows which was the newest. */
    private static QueueState begin(
            QueueDirectory directory, Optional<QueueState> known, Roll roll, List<RollFile> files, long lastSequence) {
        QueueState state = known.map(one -> one.begun().withRoll(roll))
                .orElseGet(() -> QueueState.initial(roll).begun().withReserved(lastSequence == 0 ? 0 : lastSequence + RESERVATION));
        for (RollFile file : files) {
            state = file.used() ? state.withNewest(file.path().getFileName().toString()) : state;
        }
        if (!known.equals(Optional.of(state))) {
            directory.writeState(state, true);
        }
        return state;
    }
}
