// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.PolicyDocument;
import io.winnow.collector.record.PolicyDocument.Allowance;
import io.winnow.collector.record.Stage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A policy as the kernel wants it: a bit for each number that is allowed, by stage and ABI. */
final class PolicyWords {

    private PolicyWords() {}

    static long[] of(PolicyDocument policy) {
        long[] words = new long[Layout.BITMAP_WORDS];
        Set<Stage> judged = EnumSet.noneOf(Stage.class);
        for (Allowance allowance : policy.allowed()) {
            judged.add(allowance.stage());
            for (int number : allowance.numbers()) {
                if (number >= 0 && number < Layout.SYSCALLS) {
                    words[Layout.word(allowance.stage(), allowance.abi(), number / Long.SIZE)] |= 1L << number;
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
