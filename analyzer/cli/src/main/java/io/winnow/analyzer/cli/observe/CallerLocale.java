// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import java.util.Map;

/** The locale that {@code winnow} was called in: its launcher starts the JVM in another if the caller's cannot write every name. */
public final class CallerLocale {

    private static final String LOCALE = "LC_ALL";
    /** The launcher's note of what was there; empty if nothing was. */
    private static final String CALLERS = "WINNOW_CALLER_LC_ALL";

    private CallerLocale() {}

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
