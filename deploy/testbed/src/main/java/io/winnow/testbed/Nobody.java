// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.List;

/** A user without privilege. */
public final class Nobody {
    /** What a command is appended to: it may read the program's files, wherever they are, and nothing more. */
    public static final List<String> COMMAND = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
            "--bounding-set=-all,+dac_read_search", "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search");

    private Nobody() {
    }
}
