// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Lists again and again, and hands out what is not as it was.
 *
 * @param <T> document of one thing
 */
public final class ListWatch<T> {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Lists once more. */
    public interface Question<T> {

        List<T> ask() throws ApiException;
    }

    private final ListTable<T> table;
    private final Function<T, String> key;
    private final Question<T> question;
    private final Consumer<List<T>> receiver;

    ListWatch(ListTable<T> table, Function<T, String> key, Question<T> question, Consumer<List<T>> receiver) {
        this.table = table;
        this.key = key;
        this.question = question;
        this.receiver = receiver;
    }

    /** Goes on until the output has no reader, or the thread is interrupted. */
    void follow(List<T> first, PrintWriter out) throws ApiException {
        Map<String, T> before = byKey(first);
        try {
            while (StandardOutput.flush(out)) {
                Thread.sleep(INTERVAL.toMillis());
                Map<String, T> now = byKey(question.ask());
                List<T> changes = changes(before, now);
                if (!changes.isEmpty()) {
                    receiver.accept(changes);
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those that ended first. */
    List<T> changes(Map<String, T> before, Map<String, T> now) {
        List<T> changes = new ArrayList<>();
        before.forEach((id, document) -> {
            T ended = now.containsKey(id) ? null : table.ended(document);
            if (ended != null) {
                changes.add(ended);
            }
        });
        now.forEach((id, document) -> {
            T last = before.get(id);
            if (last == null || !table.state(last).equals(table.state(document))) {
                changes.add(document);
            }
        });
        return changes;
    }

    Map<String, T> byKey(List<T> documents) {
        Map<String, T> byKey = new LinkedHashMap<>();
        documents.forEach(document -> byKey.put(key.apply(document), document));
        return byKey;
    }
}
