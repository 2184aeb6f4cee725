// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.cli.terminal.Output;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.util.List;

/** Writes violations one by one. */
interface ViolationPrinter {

    /** Before the first. */
    void heading();

    /** @param line its document, as it came */
    void violation(String line, JsonNode violation);

    /** For files and other programs. */
    static ViolationPrinter plain(PrintWriter out, Output form) {
        return new ViolationPrinter() {
            @Override
            public void heading() {
                if (form == Output.columns) {
                    ViolationLine.heading(out);
                }
            }

            @Override
            public void violation(String line, JsonNode violation) {
                switch (form) {
                    case columns -> out.println(ViolationLine.of(violation));
                    case json -> out.println(line);
                    case yaml -> form.write(out, List.of(violation), any -> {});
                }
            }
        };
    }

    /** For a terminal, as wide as it is when they come. */
    static ViolationPrinter live(PrintWriter out, Palette palette) {
        Terminal terminal = Terminal.open(false);
        LiveViolations lines = new LiveViolations(palette);
        return new ViolationPrinter() {
            @Override
            public void heading() {
                out.println(lines.heading(terminal.size()));
                out.flush();
            }

            @Override
            public void violation(String line, JsonNode violation) {
                terminal.resized();
                out.println(lines.line(violation, terminal.size()));
            }
        };
    }
}
