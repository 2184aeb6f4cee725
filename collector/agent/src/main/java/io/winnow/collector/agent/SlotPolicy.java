// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.PolicyDocument.AllowedCalls;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.SlotMode;
import io.winnow.collector.record.Stage;
import io.winnow.collector.tracer.Tracer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A policy as the kernel wants it. As small as it can be: there is one for each container that the analyzer ever named. */
final class SlotPolicy {

    /** A bit for each number that is allowed, by stage and ABI; null if it is to learn. */
    private final long[] words;
    private final boolean denials;

    private SlotPolicy(long[] words, boolean denials) {
        this.words = words;
        this.denials = denials;
    }

    static SlotPolicy of(PolicyDocument policy) {
        return new SlotPolicy(policy.mode() == PolicyDocument.Mode.WATCH ? words(policy) : null, policy.denials());
    }

    boolean watches() {
        return words != null;
    }

    void apply(Tracer tracer, SlotKey slot) {
        if (watches()) {
            tracer.watchPolicy(slot, words);
        } else {
            tracer.learn(slot);
        }
        tracer.mode(slot, denials ? SlotMode.DENIALS : 0, denials ? 0 : SlotMode.DENIALS);
    }

    private static long[] words(PolicyDocument policy) {
        long[] words = new long[Layout.BITMAP_WORDS];
        Set<Stage> judged = EnumSet.noneOf(Stage.class);
        for (AllowedCalls allowedCalls : policy.allowed()) {
            judged.add(allowedCalls.stage());
            for (int number : allowedCalls.numbers()) {
                if (number >= 0 && number < Layout.SYSCALLS) {
                    words[Layout.word(allowedCalls.stage(), allowedCalls.abi(), number / Long.SIZE)] |= 1L << number;
                }
            }
        }
        int perStage = Layout.ABIS * Layout.WORDS;
        for (Stage stage : Stage.values()) {
            if (!judged.contains(stage)) {
                Arrays.fill(words, stage.number() * perStage, (stage.number() + 1) * perStage, -1L);
            }
        }
        return words;
    }
}
