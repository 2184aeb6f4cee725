// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.report;

import java.io.PrintStream;

/** Says what is going on, on a line that is written over if there is a terminal. */
public final class Progress {
    private final PrintStream out;
    private final boolean terminal;
    private String section = "";

    public Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Begins a part of the run. */
    public void section(String name) {
        section = name;
        if (!terminal) {
            out.println(name);
        } else {
            step("");
        }
    }

    public void step(String what) {
        if (terminal) {
            out.print("\r\033[K" + section + (what.isEmpty() ? "" : ": " + what));
            out.flush();
        }
    }

    /** Takes the line away. */
    public void done() {
        if (terminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }
}
