// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Flow;
import io.winnow.analyzer.reach.x86.Instruction;
import java.util.BitSet;

/** Where the blocks of a function start, by index of its first byte. */
final class BlockStarts {

    private final BitSet starts = new BitSet();
    private final BitSet targets = new BitSet();
    private final int base;
    private int instructions;

    BlockStarts(FunctionCode function, Decoder decoder) {
        base = function.start();
        starts.set(0);
        for (int at = function.start(); at < function.end();) {
            Instruction in = decoder.decode(at);
            int next = at + in.length();
            Flow flow = in.flow();
            if (flow == Flow.BRANCH || flow == Flow.JUMP) {
                int target = function.index(in.target(function.address() + at));
                if (target >= 0) {
                    starts.set(target - base);
                    targets.set(target - base);
                }
            }
            if ((flow == Flow.BRANCH || !flow.next()) && next < function.end()) {
                starts.set(next - base);
                if (flow.next()) {
                    targets.set(next - base);
                }
            }
            instructions++;
            at = next;
        }
        targets.set(0);
    }

    int instructions() {
        return instructions;
    }

    boolean contains(int index) {
        return starts.get(index - base);
    }

    /** The blocks that no direct branch leads to: cases of switches, landing pads. Padding is not looked at: it would lead to blocks that it never leads to. */
    int[] withoutPredecessor(FunctionCode function, Decoder decoder) {
        BitSet without = (BitSet) starts.clone();
        without.andNot(targets);
        return without.stream().map(start -> start + base).filter(start -> !isPadding(start, function, decoder)).toArray();
    }

    private boolean isPadding(int start, FunctionCode function, Decoder decoder) {
        int at = start;
        while (at < function.end() && (at == start || !contains(at))) {
            Instruction in = decoder.decode(at);
            if (!in.isNothing() && decoder.valid()) {
                return false;
            }
            at += in.length();
        }
        return true;
    }
}
