// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.workload.PlainText;

/** Names of findings: workload, baseline's version and cause, hashed. A replay of the queue gives the same names. */
final class FindingIds {

    /** Digits of a finding's name. */
    private static final int DIGITS = 16;

    private FindingIds() {}

    static String id(FindingSubject subject, FindingCause cause) {
        return "f-" + PlainText.hash(subject.workload() + "\0" + subject.version() + "\0" + cause.identity(), DIGITS);
    }

    /** The id of the first report of a violation, of which this is one or a repetition. */
    static String base(Violation violation) {
        String id = violation.id();
        int end = violation.repeated() ? id.lastIndexOf('-') : -1;
        return end < 0 ? id : id.substring(0, end);
    }
}
