// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.collector.flyweight.TraceFlyweight;
import io.winnow.collector.record.Stage;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Each call as one line, while it comes. */
final class TraceView implements CallObservation.Viewer {

    private final CallJoiner joiner = new CallJoiner(this::show);
    private final CallLines lines = new CallLines();
    private final StringBuilder pending = new StringBuilder();
    private final TraceCommand.Form form;
    private final Set<String> names;
    private final long most;
    private final PrintWriter out;
    private final BooleanSupplier flush;
    private final PrintWriter err;
    private long clockOffset;
    private long shown;
    private boolean closed;
    private CommandException failure;

    /**
     * Shows calls.
     *
     * @param names of those to show; empty: all
     * @param most lines
     * @param flush what was written; says whether there is a reader, and throws {@link CommandException} if it cannot be written
     */
    TraceView(TraceCommand.Form form, Set<String> names, long most, PrintWriter out, BooleanSupplier flush, PrintWriter err) {
        this.form = form;
        this.names = names;
        this.most = most;
        this.out = out;
        this.flush = flush;
        this.err = err;
    }

    @Override
    public void onRecord(TraceFlyweight call) {
        joiner.accept(call);
    }

    private void show(TracedCall call) {
        // what a runtime, or our own shell, does before the first instruction of the program is not the program's
        if (shown < most && call.stage() != Stage.SETUP && (names.isEmpty() || names.contains(call.name()))) {
            shown++;
            if (form == TraceCommand.Form.json) {
                lines.json(call, clockOffset, pending);
            } else {
                lines.columns(call, clockOffset, pending);
            }
        }
    }

    @Override
    public void onBegin(CallTracer tracer) {
        clockOffset = tracer.clockOffset();
    }

    @Override
    public void onTurn(CallTracer tracer) {
        if (pending.length() > 0) {
            write();
        }
    }

    private void write() {
        out.append(pending);
        pending.setLength(0);
        try {
            closed |= !flush.getAsBoolean();
        } catch (CommandException e) {
            failure = e; // reported at the end: the command is ended first
        }
    }

    @Override
    public Optional<String> enough() {
        if (failure != null) {
            return Optional.of("its calls cannot be shown");
        }
        if (closed) {
            return Optional.of("standard output has no reader any more");
        }
        return shown < most ? Optional.empty() : Optional.of(most + " calls have been shown");
    }

    @Override
    public void onEnd(CallTracer tracer, CallObservation.Outcome outcome) {
        joiner.end();
        write();
        if (failure != null) {
            throw failure;
        }
        CallTracer.Flow flow = outcome.flow();
        err.println("winnow: " + shown + " calls shown; events " + flow.produced() + ": " + flow.delivered() + " delivered, " + flow.lost() + " lost"
                + (flow.lost() == 0 ? "" : ": raise collector.ring"));
        err.flush();
    }
}
