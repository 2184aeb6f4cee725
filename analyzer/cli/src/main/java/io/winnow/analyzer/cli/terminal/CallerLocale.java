// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.util.Locale;
import java.util.Map;

/** The locale that {@code winnow} was called in: its launcher starts the JVM in another if the caller's cannot write every name. */
public final class CallerLocale {

    private static final String LOCALE = "LC_ALL";
    /** The launcher's note of what was there; empty if nothing was. */
    private static final String CALLERS = "WINNOW_CALLER_LC_ALL";

    private CallerLocale() {}

    /** Whether the caller's terminal shows more than ASCII, as the environment says. */
    public static boolean isUnicode(Map<String, String> environment) {
        if (environment.containsKey(CALLERS)) {
            return false;
        }
        for (String name : new String[] {LOCALE, "LC_CTYPE", "LANG"}) {
            String locale = environment.getOrDefault(name, "");
            if (!locale.isEmpty()) {
                return locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
            }
        }
        return false;
    }

    /** Undoes in an environment what the launcher did to it. */
    public static void restore(Map<String, String> environment) {
        String callers = environment.remove(CALLERS);
        if (callers != null && callers.isEmpty()) {
            environment.remove(LOCALE);
        } else if (callers != null) {
            environment.put(LOCALE, callers);
        }
    }
}
