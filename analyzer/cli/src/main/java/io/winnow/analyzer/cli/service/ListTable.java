// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.ListOutput;
import io.winnow.analyzer.cli.terminal.Output;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Things of one kind in the form that was asked for.
 *
 * @param <T> document of one thing
 */
public abstract class ListTable<T> {

    private final List<Integer> widths = new ArrayList<>();

    /** @param wide with the columns that do not fit on a usual terminal, and nothing shortened */
    protected abstract List<String> headings(boolean wide);

    /** Cells under those headings; null for what is not known. */
    protected abstract List<Object> cells(T document, boolean wide);

    /** A word that means this one in other commands. */
    protected abstract String name(T document);

    /** On a narrow terminal columns of a greater rank are left out first; those of rank 0 never. */
    protected abstract int rank(int column);

    /** In which tone a terminal shows a cell. */
    protected Palette.Tone tone(T document, int column) {
        return Palette.Tone.PLAIN;
    }

    /** All of them in a few words. */
    protected String summary(List<T> documents) {
        return Integer.toString(documents.size());
    }

    /** The options that leave some out. */
    protected String selectors() {
        return "-n, -p, -c, -l";
    }

    /** What stands for it if nothing has changed. */
    protected Object state(T document) {
        return document;
    }

    /** What is said of one that is listed no longer; null if nothing is. */
    protected T ended(T document) {
        return null;
    }

    final void print(PrintWriter out, ListOutput form, List<T> documents) {
        switch (form) {
            case columns, wide -> rows(form, documents, new Columns(headings(form == ListOutput.wide).toArray(String[]::new))).print(out, widths);
            case name -> names(out, documents);
            case json -> Output.json.write(out, documents, any -> {});
            case yaml -> Output.yaml.write(out, documents, any -> {});
        }
    }

    /** The same for some that have changed, after all were printed: without headings, and JSON as one document each. */
    final void append(PrintWriter out, ListOutput form, List<T> documents) {
        switch (form) {
            case columns, wide -> rows(form, documents, new Columns()).print(out, widths);
            case name -> names(out, documents);
            case json -> documents.forEach(document -> Output.json.write(out, document, any -> {}));
            case yaml -> Output.yaml.write(out, documents, any -> {});
        }
    }

    private Columns rows(ListOutput form, List<T> documents, Columns columns) {
        documents.forEach(document -> columns.row(cells(document, form == ListOutput.wide).toArray()));
        return columns;
    }

    private void names(PrintWriter out, List<T> documents) {
        documents.forEach(document -> out.println(TerminalText.printable(name(document))));
        out.flush();
    }
}
