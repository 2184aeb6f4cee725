// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

/**
 * What a system call reaches with certain values of an argument.
 *
 * @param index of the argument, from 0
 * @param value that it has, or, if {@code bits}, of whose bits it has at least one
 * @param bits whether one of the bits is enough
 * @param risk its class
 * @param words what the call then does, as words that follow "it"
 */
public record ArgumentRisk(int index, long value, boolean bits, RiskClass risk, String words) {

    /** @param condition as {@code 0=38}, or {@code 0&0x30} for bits */
    static ArgumentRisk of(String condition, RiskClass risk, String words) {
        String[] parts = condition.split("[=&]");
        return new ArgumentRisk(Integer.parseInt(parts[0]), Long.decode(parts[1]), condition.contains("&"), risk, words);
    }

    /** Whether the argument has such a value. */
    public boolean matches(long argument) {
        return bits ? (argument & value) != 0 : argument == value;
    }
}
