// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CallerLocale;
import io.winnow.analyzer.cli.terminal.FileOption;
import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Screen;
import io.winnow.analyzer.cli.terminal.Terminal;
import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.collector.document.SyscallUse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of system calls: on a terminal anew each interval, and everywhere once at the end. */
final class TopView implements CallObservation.Viewer {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * How the result is written.
     *
     * @param keys whether keys are taken, on a terminal
     * @param subject what is looked at: untrusted text
     * @param file where the result is written
     */
    record Style(TopCommand.Form form, TopTable.Sort sort, Duration interval, boolean live, boolean keys, String subject, FileOption file) {}

    private final Style style;
    private final LiveTable table;
    private final PrintWriter out;
    private final PrintWriter err;
    private List<SyscallUse> uses = List.of();
    private Map<SyscallUse.Key, Double> perSecond = Map.of();
    private Map<SyscallUse.Key, Long> before = Map.of();
    private long last;
    private TopTable.Sort sort;
    private Terminal terminal;
    private boolean quit;

    TopView(Style style, PrintWriter out, PrintWriter err) {
        this.style = style;
        this.sort = style.sort();
        this.table = new LiveTable(style.subject(), style.keys(), Palette.of(System.getenv()), CallerLocale.isUnicode(System.getenv()));
        this.out = out;
        this.err = err;
    }

    @Override
    public void onBegin(CallTracer tracer) {
        style.file().check();
        terminal = style.live() ? Terminal.open(style.keys()) : null;
        last = System.nanoTime();
    }

    @Override
    public void onTurn(CallTracer tracer) {
        long now = System.nanoTime();
        boolean resized = style.live() && terminal.resized();
        boolean changed = style.live() && keys() || resized;
        boolean due = now - last >= style.interval().toNanos();
        if (!style.live() || quit || !changed && !due) {
            return;
        }
        if (due) {
            uses = tracer.profile();
            Map<SyscallUse.Key, Long> counts = new HashMap<>();
            perSecond = new HashMap<>();
            for (SyscallUse use : uses) {
                counts.put(use.key(), use.count());
                perSecond.put(use.key(), (use.count() - before.getOrDefault(use.key(), 0L)) * NANOS_PER_SECOND / (now - last));
            }
            before = counts;
            last = now;
            table.passed(perSecond);
        }
        out.print(table.screen(sort.sorted(uses), perSecond, sort, terminal.size()));
        out.flush();
    }

    /** Whether a key asked for another table. */
    private boolean keys() {
        int key = terminal.key().orElse(0);
        quit |= key == 'q';
        TopTable.Sort before = sort;
        sort = switch (key) {
            case 't' -> TopTable.Sort.time;
            case 'c' -> TopTable.Sort.calls;
            case 'e' -> TopTable.Sort.errors;
            default -> sort;
        };
        return sort != before;
    }

    @Override
    public Optional<String> enough() {
        return quit ? Optional.of("q was pressed") : Optional.empty();
    }

    @Override
    public void onEnd(CallTracer tracer, CallObservation.Outcome outcome) {
        List<SyscallUse> all = sort.sorted(tracer.profile());
        long uncounted = tracer.uncounted();
        if (style.live()) {
            terminal.close();
            out.print(Screen.CLEAR);
        }
        style.file().write(text(outcome, all, uncounted), out);
        if (uncounted > 0) {
            err.println("winnow: " + uncounted + " calls exceeded the limit of items and are not counted: raise collector.items");
            err.flush();
        }
    }

    private String text(CallObservation.Outcome outcome, List<SyscallUse> all, long uncounted) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        if (style.form() == TopCommand.Form.json) {
            writer.println(new DocumentMapper().pretty(TopDocument.of(outcome, all, uncounted)));
        } else {
            double seconds = outcome.duration().toNanos() / NANOS_PER_SECOND;
            Map<SyscallUse.Key, Double> mean = new HashMap<>();
            all.forEach(use -> mean.put(use.key(), use.count() / seconds));
            new TopTable(all, mean).print(writer, Integer.MAX_VALUE);
        }
        writer.flush();
        return text.toString();
    }
}
