// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.contender.Contender;
import io.winnow.perf.contender.Harness;
import io.winnow.perf.contender.Nothing;
import io.winnow.perf.contender.NullHook;
import io.winnow.perf.contender.Peers;
import io.winnow.perf.contender.WinnowContender;
import io.winnow.perf.contender.WinnowElsewhere;
import io.winnow.perf.contender.WinnowMode;
import io.winnow.perf.contender.WinnowTrace;
import io.winnow.perf.report.Progress;
import java.util.List;

/** What all sections share: the harness, how long to measure, and who takes part. */
record Bench(Harness harness, Effort effort, NullHook nullHook, Neighbours neighbours, Peers peers, Progress progress) {

    /** Rounds of Winnow in all its modes, and of the other tools in each {@code peerStride}-th one. */
    Rounds rounds(int peerStride) {
        Rounds rounds = winnow().with(new WinnowContender(WinnowMode.DENIALS), 1).with(new WinnowContender(WinnowMode.PROFILER), 1).with(new WinnowTrace(harness), 1);
        peers.found().forEach(peer -> rounds.with(peer, peerStride));
        return rounds;
    }

    /** Rounds of what Winnow costs while there is nothing to report. */
    Rounds winnow() {
        return new Rounds(neighbours, progress)
                .with(new Nothing(), 1)
                .with(nullHook, 1)
                .with(new WinnowContender(WinnowMode.LEARN), 1)
                .with(new WinnowContender(WinnowMode.POLICY), 1)
                .with(new WinnowElsewhere(), 1);
    }

    /** Every contender, for the legend. */
    List<Contender> contenders() {
        return rounds(1).contenders();
    }
}
