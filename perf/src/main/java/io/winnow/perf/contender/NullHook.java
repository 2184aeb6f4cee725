// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf.contender;

import java.util.List;

/** The program that does nothing, on the same hook as Winnow's: the least that any tracer of this kind can cost. */
public final class NullHook implements Contender, AutoCloseable {
    public static final String NAME = "null";

    private final LineProcess process;

    public NullHook(Harness harness) {
        process = new LineProcess(List.of(harness.program("hook"), harness.program("null.bpf.o")));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "a BPF program on sys_enter that returns at once";
    }

    @Override
    public Attachment attach(ObservedLoad subject) {
        process.ask("attach");
        return () -> process.ask("detach");
    }

    /** Tracing programs of any owner that are attached on this host. */
    public int tracingLinks() {
        return Integer.parseInt(process.ask("links"));
    }

    @Override
    public void close() {
        process.close();
    }
}
