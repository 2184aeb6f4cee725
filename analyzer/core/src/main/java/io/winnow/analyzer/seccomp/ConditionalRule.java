// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

/**
 * A rule that holds in some containers only.
 *
 * @param rule the rule
 * @param includes all of it must be met
 * @param excludes none of it may be met
 */
public record ConditionalRule(Rule rule, Condition includes, Condition excludes) {

    public static ConditionalRule always(Rule rule) {
        return new ConditionalRule(rule, Condition.NONE, Condition.NONE);
    }

    boolean holds(Target target) {
        return includes.includes(target) && !excludes.excludes(target);
    }
}
