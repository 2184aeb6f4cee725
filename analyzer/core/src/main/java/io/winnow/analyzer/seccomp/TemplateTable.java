// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The readable table form of a template.
 *
 * <pre>
 * default errno 1                          what happens to calls that are not named
 * host X86_64: X86 X32                     on such a host the filter knows these too
 * [always]                                 a section: when its rules hold
 * read write                               allowed whatever the arguments are
 * socket(0 == 39)                          allowed if argument 0 is 39; also &lt; and &gt;
 * clone(0 &amp; 0x7e020000 == 0)               allowed if those bits are 0
 * clone3: errno 38                         refused with that number
 * [kernel 4.8; capability CAP_SYS_PTRACE]  all must be met; capability and architecture may have "without" before them
 * </pre>
 */
final class TemplateTable {

    private static final Pattern DEFAULT = Pattern.compile("default errno (\\d+)");
    private static final Pattern HOST = Pattern.compile("host (\\w+):(.*)");
    private static final Pattern SECTION = Pattern.compile("\\[(.+)]");
    private static final Pattern COMPARED = Pattern.compile("(\\w+)\\((\\d) (==|<|>) (\\w+)\\)");
    private static final Pattern MASKED_EQUAL = Pattern.compile("(\\w+)\\((\\d) & (\\w+) == (\\w+)\\)");
    private static final Pattern REFUSED = Pattern.compile("(\\w+): errno (\\d+)");
    private static final Pattern NAMES = Pattern.compile("\\w+(?: +\\w+)*");

    private final String text;
    private final Map<Architecture, List<Architecture>> hosts = new EnumMap<>(Architecture.class);
    private final List<ConditionalRule> rules = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private OptionalInt defaultErrno = OptionalInt.empty();
    private Condition includes = Condition.NONE;
    private Condition excludes = Condition.NONE;

    TemplateTable(String text) {
        this.text = text;
    }

    /**
     * Reads the table.
     *
     * @throws IllegalArgumentException for a line that is none of the forms above
     */
    ProfileTemplate parse() {
        text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(this::line);
        endNames();
        return new ProfileTemplate(Action.ERRNO, defaultErrno, List.of(), hosts, Set.of(), rules);
    }

    private void line(String line) {
        Matcher found;
        if ((found = match(DEFAULT, line)) != null) {
            defaultErrno = OptionalInt.of(Integer.parseInt(found.group(1)));
        } else if ((found = match(HOST, line)) != null) {
            hosts.put(Architecture.valueOf(found.group(1)), words(found.group(2)).stream().map(Architecture::valueOf).toList());
        } else if ((found = match(SECTION, line)) != null) {
            endNames();
            section(found.group(1));
        } else if ((found = match(COMPARED, line)) != null) {
            add(Rule.allow(found.group(1), compared(found)));
        } else if ((found = match(MASKED_EQUAL, line)) != null) {
            add(Rule.allow(found.group(1), ArgCondition.maskedEqual(index(found), Long.decode(found.group(3)), Long.decode(found.group(4)))));
        } else if ((found = match(REFUSED, line)) != null) {
            add(Rule.refuse(found.group(1), Integer.parseInt(found.group(2))));
        } else if (match(NAMES, line) != null) {
            names.addAll(words(line));
        } else {
            throw new IllegalArgumentException("not a line of a profile table: " + line);
        }
    }

    private static Matcher match(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        return matcher.matches() ? matcher : null;
    }

    private static ArgCondition compared(Matcher found) {
        Operator operator = switch (found.group(3)) {
            case "<" -> Operator.LESS_THAN;
            case ">" -> Operator.GREATER_THAN;
            default -> Operator.EQUAL;
        };
        return new ArgCondition(index(found), operator, Long.decode(found.group(4)), 0);
    }

    private static int index(Matcher found) {
        return Integer.parseInt(found.group(2));
    }

    private void section(String conditions) {
        includes = Condition.NONE;
        excludes = Condition.NONE;
        for (String condition : conditions.split("; *")) {
            List<String> words = words(condition);
            boolean without = words.get(0).equals("without");
            String kind = words.get(without ? 1 : 0);
            Set<String> values = new HashSet<>(words.subList(without ? 2 : 1, words.size()));
            if (without) {
                excludes = with(excludes, kind, values);
            } else if (!kind.equals("always")) {
                includes = with(includes, kind, values);
            }
        }
    }

    private static Condition with(Condition condition, String kind, Set<String> values) {
        return switch (kind) {
            case "capability" -> new Condition(values, condition.architectures(), condition.leastKernel());
            case "architecture" -> new Condition(condition.capabilities(), values, condition.leastKernel());
            case "kernel" -> new Condition(
                    condition.capabilities(),
                    condition.architectures(),
                    Optional.of(KernelVersion.parse(values.iterator().next()).orElseThrow()));
            default -> throw new IllegalArgumentException("not a condition of a profile table: " + kind);
        };
    }

    private void endNames() {
        if (!names.isEmpty()) {
            add(Rule.allow(names));
            names.clear();
        }
    }

    private void add(Rule rule) {
        rules.add(new ConditionalRule(rule, includes, excludes));
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
    }
}
