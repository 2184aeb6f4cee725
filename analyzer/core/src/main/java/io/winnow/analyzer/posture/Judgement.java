// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.ArrayList;
import java.util.List;

/**
 * What a rule says.
 *
 * @param weaknesses what breaks it
 * @param unknown why it cannot be said whether there is more; empty if it can
 */
record Judgement(List<Weakness> weaknesses, String unknown) {

    static final Judgement HOLDS = new Judgement(List.of(), "");

    /**
     * Something that breaks a rule.
     *
     * @param severity of this
     * @param evidence what was seen; may have untrusted names
     */
    record Weakness(Severity severity, String evidence) {}

    Judgement {
        weaknesses = List.copyOf(weaknesses);
    }

    static Judgement broken(Severity severity, String evidence) {
        return new Judgement(List.of(new Weakness(severity, evidence)), "");
    }

    static Judgement brokenIf(boolean broken, Severity severity, String evidence) {
        return broken ? broken(severity, evidence) : HOLDS;
    }

    static Judgement unknown(String reason) {
        return new Judgement(List.of(), reason);
    }

    /** One weakness for all that is listed; the rule holds if nothing is. */
    static Judgement ofAll(Severity severity, String what, List<String> listed) {
        return brokenIf(!listed.isEmpty(), severity, what + String.join(", ", listed));
    }

    /** The same, and more may be so than what is known. */
    Judgement exceptIf(boolean incomplete, String reason) {
        return incomplete ? new Judgement(weaknesses, reason) : this;
    }

    Judgement and(Judgement other) {
        List<Weakness> all = new ArrayList<>(weaknesses);
        all.addAll(other.weaknesses);
        return new Judgement(all, unknown.isEmpty() ? other.unknown : unknown);
    }
}
