// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which rules of one call libseccomp merges into what they say.
 *
 * <p>It merges them into a tree of comparisons of 32 bits (src/db.c, {@code _db_tree_prune} and {@code _db_tree_add}), which for some
 * mixtures lets calls through or refuses them against the rules; with NOT_EQUAL in rules of several conditions it may not even come to an
 * end. Compared with the filters that libseccomp 2.5.4 compiles, in about 10⁸ random calls, it is right for
 *
 * <ul>
 *   <li>a single rule, whatever its conditions;
 *   <li>rules that compare the same arguments by EQUAL or MASKED_EQUAL;
 *   <li>rules of one condition each, if those that order the same argument have values with the same high word;
 *   <li>rules whose first arguments are the same and compared by EQUAL, if the rules of each of its values are one of these.
 * </ul>
 *
 * <p>Of other mixtures most are right too, and some are not; they are all taken for unreliable.
 */
final class MergeRules {

    private MergeRules() {}

    static boolean reliable(List<Alternative> alternatives) {
        boolean wide = alternatives.get(0).wide();
        return reliable(alternatives.stream().map(Alternative::conditions).toList(), wide);
    }

    private static boolean reliable(Collection<List<ArgCondition>> rules, boolean wide) {
        return rules.size() < 2
                || compareTheSameByValue(rules)
                || oneConditionEach(rules, wide)
                || reliableForEachFirstValue(rules, wide);
    }

    private static boolean compareTheSameByValue(Collection<List<ArgCondition>> rules) {
        return rules.stream().map(MergeRules::arguments).distinct().count() == 1
                && rules.stream().flatMap(List::stream).allMatch(condition -> condition.operator().comparesByValue());
    }

    private static boolean oneConditionEach(Collection<List<ArgCondition>> rules, boolean wide) {
        Map<Integer, Long> highWords = new HashMap<>();
        for (List<ArgCondition> rule : rules) {
            if (rule.size() != 1) {
                return false;
            }
            ArgCondition condition = rule.get(0);
            if (wide && condition.operator().orders()) {
                long high = condition.value() >>> Integer.SIZE;
                Long first = highWords.putIfAbsent(condition.index(), high);
                if (first != null && first != high) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean reliableForEachFirstValue(Collection<List<ArgCondition>> rules, boolean wide) {
        if (rules.stream().anyMatch(List::isEmpty)) {
            return false;
        }
        List<ArgCondition> first = rules.stream().map(rule -> rule.get(0)).toList();
        if (first.stream().anyMatch(condition -> condition.operator() != Operator.EQUAL)
                || first.stream().map(ArgCondition::index).distinct().count() > 1) {
            return false;
        }
        return rules.stream()
                .collect(Collectors.groupingBy(
                        rule -> wide ? rule.get(0).value() : (int) rule.get(0).value(),
                        Collectors.mapping(rule -> rule.subList(1, rule.size()), Collectors.toList())))
                .values()
                .stream()
                .allMatch(rest -> reliable(rest, wide));
    }

    private static List<Integer> arguments(List<ArgCondition> rule) {
        return rule.stream().map(ArgCondition::index).toList();
    }
}
