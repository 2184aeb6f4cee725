// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the caller of {@code perf/run} asks for.
 *
 * @param quick less than two minutes, figures that scatter
 * @param section runs only sections whose title contains it; empty: all
 * @param peers further tools to measure: the shell command that runs each, by the name that the report gives it
 */
record Options(boolean quick, String section, Map<String, String> peers) {
    private static final String USAGE = "usage: perf/run [--quick] [--section WORD] [--peer NAME=COMMAND]...";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,11}");

    /** Throws {@link IllegalArgumentException}, whose message names what is wrong and the usage. */
    static Options parse(List<String> arguments) {
        boolean quick = false;
        String section = "";
        Map<String, String> peers = new LinkedHashMap<>();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--quick")) {
                quick = true;
            } else if (argument.equals("--section") && rest.hasNext()) {
                section = rest.next();
            } else if (argument.equals("--peer") && rest.hasNext()) {
                addPeer(rest.next(), peers);
            } else {
                throw new IllegalArgumentException("not understood: " + argument + "; " + USAGE);
            }
        }
        return new Options(quick, section, peers);
    }

    Effort effort() {
        return quick ? Effort.QUICK : Effort.FULL;
    }

    private static void addPeer(String text, Map<String, String> peers) {
        String[] parts = text.split("=", 2);
        if (parts.length < 2 || parts[1].isBlank() || !NAME.matcher(parts[0]).matches()) {
            throw new IllegalArgumentException("not a peer: " + text + "; NAME has at most 12 of a-z, 0-9 and -, COMMAND attaches the tool and "
                    + "ends with Ctrl-C; " + USAGE);
        }
        if (peers.put(parts[0], parts[1]) != null) {
            throw new IllegalArgumentException("two peers of one name: " + parts[0]);
        }
    }
}
