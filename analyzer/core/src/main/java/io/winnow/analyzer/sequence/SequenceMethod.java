// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.sequence;

import java.util.Locale;

/** How sequences are cut out of a recording, and how many unknown ones in a row are looked at together. */
public enum SequenceMethod {
    /**
     * STIDE: sequences of a process, the calls of its threads interleaved as they came (Hofmeyr, Forrest, Somayaji, "Intrusion detection using sequences of system
     * calls", Journal of Computer Security 6, 1998). The score is the most unknown sequences in a row of 20 of one process.
     */
    STIDE(20),
    /**
     * The same by thread, so that the scheduler's order makes no sequence, and summed over the stream of the whole container (Grimmer, Kaelble, Rahm, "Improving
     * host-based intrusion detection using thread information", EISA 2021). The score is the most unknown sequences in a row of 100.
     */
    THREADS(100);

    private final int frame;

    SequenceMethod(int frame) {
        this.frame = frame;
    }

    /** Sequences that are looked at together. */
    int frame() {
        return frame;
    }

    /** Whose sequence a call belongs to. */
    long owner(RecordedCall call) {
        return this == STIDE ? call.process() : call.thread();
    }

    /** What is summed over. */
    long stream(RecordedCall call) {
        return this == STIDE ? call.process() : 0;
    }

    /** The word in files. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
