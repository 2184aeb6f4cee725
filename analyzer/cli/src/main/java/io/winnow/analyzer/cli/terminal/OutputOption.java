// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code --output}: how a command writes the document that it found. */
public final class OutputOption {

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "columns", description = "${COMPLETION-CANDIDATES}")
    private Output output;

    /** As {@link Output#write}. */
    public void write(PrintWriter out, Object document, Consumer<PrintWriter> table) {
        output.write(out, document, table);
    }
}
