// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.terminal.FittedTable;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Screen;
import io.winnow.analyzer.cli.terminal.TableCell;
import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A list on a terminal, as it is now: asked for again each second, and as large as the terminal. What has just changed is bold.
 *
 * @param <T> document of one thing
 */
public final class LiveList<T> {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_MILLIS = 50;
    private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The title, the headings, what is left out, and the line of the cursor. */
    private static final int OTHER_LINES = 4;

    private final String title;
    private final ListTable<T> table;
    private final Function<T, String> key;
    private final Palette palette;
    private final Map<String, Object> states = new HashMap<>();
    private final Map<String, Long> changedAt = new HashMap<>();

    /** @param title what is listed */
    public LiveList(String title, ListTable<T> table, Function<T, String> key, Palette palette) {
        this.title = title;
        this.table = table;
        this.key = key;
        this.palette = palette;
    }

    /** Goes on until q is pressed, or the thread is interrupted. */
    public void follow(List<T> first, ListWatch.Question<T> question, PrintWriter out) throws ApiException {
        try (Terminal terminal = Terminal.open(true)) {
            List<T> documents = first;
            long asked = System.nanoTime();
            notice(documents, asked - NEWS_NANOS);
            Screen.show(out, lines(documents, terminal.size(), asked), terminal.size());
            while (terminal.key().orElse(0) != 'q') {
                Thread.sleep(PAUSE_MILLIS);
                long now = System.nanoTime();
                boolean due = now - asked >= INTERVAL_NANOS;
                if (due) {
                    documents = question.ask();
                    asked = now;
                    notice(documents, now);
                }
                if (terminal.resized() || due) {
                    Screen.show(out, lines(documents, terminal.size(), now), terminal.size());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes note of what has changed, as of then, and forgets what is gone. */
    void notice(List<T> documents, long now) {
        Set<String> keys = documents.stream().map(key).collect(Collectors.toSet());
        states.keySet().retainAll(keys);
        changedAt.keySet().retainAll(keys);
        for (T document : documents) {
            Object state = table.state(document);
            if (!state.equals(states.put(key.apply(document), state))) {
                changedAt.put(key.apply(document), now);
            }
        }
    }

    List<String> lines(List<T> documents, Terminal.Size size, long now) {
        List<String> headings = table.headings(false);
        List<FittedTable.Column> columns = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            columns.add(new FittedTable.Column(headings.get(i), false, table.rank(i)));
        }
        FittedTable fitted = new FittedTable(columns);
        int rows = Math.max(1, size.lines() - OTHER_LINES);
        documents.stream().limit(rows).forEach(document -> fitted.row(row(document, now)));
        List<String> lines = new ArrayList<>();
        lines.add(cut(title + ": " + table.summary(documents) + "; q quits", size));
        lines.addAll(fitted.lines(size.columns(), palette));
        if (documents.size() > rows) {
            lines.add(cut((documents.size() - rows) + " more: make the terminal higher, or select with " + table.selectors(), size));
        }
        return lines;
    }

    private static String cut(String line, Terminal.Size size) {
        return TableCell.of(line).cut(size.columns()).text();
    }

    private List<TableCell> row(T document, long now) {
        boolean news = now - changedAt.getOrDefault(key.apply(document), now - NEWS_NANOS) < NEWS_NANOS;
        List<Object> values = table.cells(document, false);
        List<TableCell> cells = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Tone tone = table.tone(document, i);
            TableCell cell = TableCell.of(values.get(i));
            cells.add(tone != Tone.PLAIN ? cell.in(tone) : news ? cell.in(Tone.STRONG) : cell);
        }
        return cells;
    }
}
