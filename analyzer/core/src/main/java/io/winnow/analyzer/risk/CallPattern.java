// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import io.winnow.collector.record.Abi;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A system call with certain arguments.
 *
 * @param abi through which it has to be made; empty if any will do
 * @param syscall its name
 * @param arguments values by index, from 0; of the others any will do
 */
public record CallPattern(Optional<Abi> abi, String syscall, SortedMap<Integer, Long> arguments) {

    private static final Pattern TEXT = Pattern.compile("(?:(?<abi>[a-z0-9_]+):)?(?<name>[a-z0-9_]+)(?:\\((?<arguments>[0-5]=[0-9a-fx]+(?:,[0-5]=[0-9a-fx]+)*)\\))?");

    public CallPattern {
        arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
    }

    /**
     * As {@code socket(0=16,2=12)} or {@code i386:setsockopt}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static CallPattern parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" names no system call");
        }
        SortedMap<Integer, Long> arguments = new TreeMap<>();
        Optional.ofNullable(matcher.group("arguments")).stream().flatMap(all -> Arrays.stream(all.split(","))).map(one -> one.split("="))
                .forEach(one -> arguments.put(Integer.parseInt(one[0]), Long.decode(one[1])));
        return new CallPattern(Optional.ofNullable(matcher.group("abi")).map(CallPattern::abi), matcher.group("name"), arguments);
    }

    /** For people: {@code socket(16, _, 12)}, and with the ABI before it if it has to be that one. */
    public String text() {
        StringBuilder text = new StringBuilder(abi.map(only -> only.label() + ":").orElse("")).append(syscall);
        if (!arguments.isEmpty()) {
            text.append('(');
            for (int index = 0; index <= arguments.lastKey(); index++) {
                text.append(index == 0 ? "" : ", ").append(arguments.containsKey(index) ? String.valueOf(arguments.get(index)) : "_");
            }
            text.append(')');
        }
        return text.toString();
    }

    private static Abi abi(String label) {
        return Arrays.stream(Abi.values()).filter(abi -> abi.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no ABI is called \"" + label + "\""));
    }
}
