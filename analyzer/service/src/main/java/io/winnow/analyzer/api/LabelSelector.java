// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which labels are asked for, in kubectl's words: {@code a=b}, {@code a==b}, {@code a!=b}, {@code a in (b, c)}, {@code a notin (b, c)}, {@code a} and {@code !a},
 * with commas between them; all must hold. As in Kubernetes, {@code !=} and {@code notin} also hold where there is no such label.
 */
public record LabelSelector(List<Predicate<Map<String, String>>> requirements) {

    private static final String KEY = "\\s*([^\\s=!<>,()]+)\\s*";
    private static final Pattern EQUALITY = Pattern.compile(KEY + "(==?|!=)\\s*([^,()=!]*?)\\s*");
    private static final Pattern SET = Pattern.compile("\\s*([^\\s=!<>,()]+)\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern PRESENCE = Pattern.compile("\\s*(!?)" + KEY);
    public static final LabelSelector ALL = new LabelSelector(List.of());

    /** @throws IllegalArgumentException if it is none; the message names the part and the forms that there are */
    public static LabelSelector parse(String text) {
        List<Predicate<Map<String, String>>> requirements = new ArrayList<>();
        int begin = 0;
        int open = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (i == text.length() || c == ',' && open == 0) {
                requirements.add(requirement(text.substring(begin, i)));
                begin = i + 1;
            }
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            return oneOf(equality.group(1), Set.of(equality.group(3)), equality.group(2).equals("!="));
        }
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            Set<String> values = new TreeSet<>(Arrays.stream(set.group(3).split(",", -1)).map(String::strip).toList());
            return oneOf(set.group(1), values, set.group(2).equals("notin"));
        }
        Matcher presence = PRESENCE.matcher(part);
        if (presence.matches()) {
            boolean absent = !presence.group(1).isEmpty();
            return labels -> labels.containsKey(presence.group(2)) != absent;
        }
        throw new IllegalArgumentException("\"" + part.strip() + "\" is no requirement on labels: give KEY=VALUE, KEY!=VALUE, \"KEY in (A, B)\", \"KEY notin (A, B)\", KEY or"
                + " '!KEY', with commas between them");
    }

    private static Predicate<Map<String, String>> oneOf(String key, Set<String> values, boolean not) {
        return labels -> (labels.containsKey(key) && values.contains(labels.get(key))) != not;
    }

    public boolean selects(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.test(labels));
    }
}
