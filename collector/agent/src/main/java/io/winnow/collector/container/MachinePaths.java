// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Path conventions of systemd's machines: {@code /machine.slice/systemd-nspawn@NAME.service} for those that systemd starts, {@code /machine.slice/machine-NAME.scope} for those
 * that a user starts. Only root makes cgroups in that slice.
 */
final class MachinePaths {

    private static final String SLICE = "machine.slice";
    private static final String[][] UNITS = {{"systemd-nspawn@", ".service"}, {"machine-", ".scope"}};
    /** Where systemd-nspawn itself runs, beside what it starts. */
    private static final String SUPERVISOR = "supervisor";
    private static final int UNIT = 1;
    private static final int PART = 2;
    private static final String ESCAPE = "\\x";
    private static final int HEX = 16;

    private MachinePaths() {}

    /** @param names of the path, from the hierarchy's root */
    static Optional<CgroupRole> roleOf(String[] names) {
        if (names.length <= UNIT || !names[0].equals(SLICE)) {
            return Optional.empty();
        }
        for (String[] unit : UNITS) {
            String name = names[UNIT];
            if (name.startsWith(unit[0]) && name.endsWith(unit[1]) && name.length() > unit[0].length() + unit[1].length()) {
                boolean supervisor = names.length > PART && names[PART].equals(SUPERVISOR);
                String machine = unescaped(name.substring(unit[0].length(), name.length() - unit[1].length()));
                return Optional.of(supervisor ? new CgroupRole.OfHost() : new CgroupRole.OfMachine(machine));
            }
        }
        return Optional.empty();
    }

    /** Names of units have {@code \x2d} for a hyphen, and so on (systemd.unit(5)). */
    private static String unescaped(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); ) {
            int code = name.startsWith(ESCAPE, i) ? code(name, i + ESCAPE.length()) : -1;
            text.append(code < 0 ? name.charAt(i) : (char) code);
            i += code < 0 ? 1 : ESCAPE.length() + 2;
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static int code(String name, int at) {
        int high = at + 1 < name.length() ? Character.digit(name.charAt(at), HEX) : -1;
        int low = high < 0 ? -1 : Character.digit(name.charAt(at + 1), HEX);
        return low < 0 ? -1 : high * HEX + low;
    }
}
