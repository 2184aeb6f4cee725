// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.Memory;
import io.winnow.analyzer.reach.elf.Segment;
import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Flow;
import io.winnow.analyzer.reach.x86.Instruction;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where functions start in a file that does not say it: where calls lead to. */
final class CallTargets {

    private static final int MAX_TARGETS = 1_000_000;

    private CallTargets() {}

    /** @param regions of code: start and end of each */
    static SortedSet<Long> find(Memory memory, List<long[]> regions) {
        SortedSet<Long> targets = new TreeSet<>();
        for (long[] region : regions) {
            Optional<Segment> segment = memory.segment(region[0]);
            if (segment.isPresent()) {
                byte[] code = segment.get().bytes();
                int end = (int) Math.min(code.length, region[1] - segment.get().address());
                Decoder decoder = new Decoder(code, end);
                for (int at = segment.get().index(region[0]); at < end;) {
                    Instruction in = decoder.decode(at);
                    if (in.flow() == Flow.CALL && targets.size() < MAX_TARGETS) {
                        targets.add(in.target(segment.get().address() + at));
                    }
                    at += in.length();
                }
            }
        }
        return targets;
    }
}
