// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a profile says about files, as {@code apparmor_parser} compiled it: the automaton that the kernel would run over a path, as printed
 * by {@code --dump=dfa-states}. A state stands there with what it allows, and its ways out: by character, and by any other but some.
 */
final class CompiledAppArmor {

    private static final Pattern STATE = Pattern.compile("\\{(\\d+)} perms: (?:none|\\s*\\(0x ([0-9a-f]+)/.*)");
    private static final Pattern BY_CHARACTER = Pattern.compile("    (?:. )?0x([0-9a-f]+) -> \\{(\\d+)}.*");
    private static final Pattern BY_ANY_OTHER = Pattern.compile("    \\[\\^?(.*)] -> \\{(\\d+)}.*");
    private static final int NOWHERE = 0;
    private static final int START = 1;
    private static final int WRITE = 2;
    private static final int READ = 4;

    private final Map<Integer, Integer> allowed = new HashMap<>();
    private final Map<Integer, Map<Integer, Integer>> ways = new HashMap<>();
    private final Map<Integer, Integer> otherwise = new HashMap<>();

    CompiledAppArmor(String dump) {
        int state = NOWHERE;
        for (String line : dump.lines().toList()) {
            Matcher header = STATE.matcher(line);
            Matcher way = BY_CHARACTER.matcher(line);
            Matcher other = BY_ANY_OTHER.matcher(line);
            if (header.matches()) {
                state = Integer.parseInt(header.group(1));
                assertThat(ways).as("one automaton").doesNotContainKey(state);
                ways.put(state, new HashMap<>());
                allowed.put(state, header.group(2) == null ? 0 : (int) Long.parseLong(header.group(2), 16));
            } else if (way.matches()) {
                ways.get(state).put(Integer.parseInt(way.group(1), 16), Integer.parseInt(way.group(2)));
            } else if (other.matches()) {
                otherwise.put(state, Integer.parseInt(other.group(2)));
                Map<Integer, Integer> out = ways.get(state);
                other.group(1).chars().forEach(excluded -> out.put(excluded, NOWHERE));
            }
        }
        assertThat(ways).containsKey(START);
    }

    boolean mayRead(String path) {
        return (at(path) & READ) != 0;
    }

    boolean mayWrite(String path) {
        return (at(path) & WRITE) != 0;
    }

    private int at(String path) {
        int state = START;
        for (char character : path.toCharArray()) {
            state = ways.getOrDefault(state, Map.of()).getOrDefault((int) character, otherwise.getOrDefault(state, NOWHERE));
        }
        return allowed.getOrDefault(state, 0);
    }
}
