// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Shell;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** A container of an {@link Engine}. Closing it ends and removes it, whatever state it is in. */
public final class EngineContainer implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Engine engine;
    private final String id;
    private final boolean witnessed;
    private long pid;

    EngineContainer(Engine engine, String id, boolean witnessed) {
        this.engine = engine;
        this.id = id;
        this.witnessed = witnessed;
    }

    /** 64 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** Lets its entrypoint run. The result is the engine's: a container that cannot start is a result too. */
    public Shell.Result start() {
        Shell.Result result = engine.call(witnessed, "start", id);
        pid = result.exit() == 0 ? Long.parseLong(inspect("{{.State.Pid}}")) : 0;
        return result;
    }

    /** The host's pid of its first process; 0 if that has ended before the engine was asked. */
    public long pid() {
        return pid;
    }

    /** Whether its first process is there, as the kernel has it. */
    public boolean running() {
        return pid != 0 && ProcessHandle.of(pid).isPresent();
    }

    /** Of its first process, which has ended. */
    public int exitCode() {
        return Integer.parseInt(engine.call("wait", id).orThrow().out().strip());
    }

    /** What it wrote to standard output and standard error. */
    public String output() {
        Shell.Result logs = engine.call("logs", id);
        return logs.out() + logs.err();
    }

    /** Runs a further command in it. */
    public Shell.Result exec(String... command) {
        List<String> arguments = new ArrayList<>(List.of("exec", id));
        arguments.addAll(List.of(command));
        return engine.call(arguments.toArray(String[]::new));
    }

    /** Waits for its end. @return false if that takes too long */
    public boolean ends(Duration limit) {
        return Waiting.holds(limit, () -> !running());
    }

    /** Sends a signal, as {@code TERM}, and kills it if it does not end. */
    public void stop(String signal) {
        engine.call("kill", "--signal", signal, id);
        if (running() && !ends(STOP_LIMIT)) {
            engine.call("kill", "--signal", "KILL", id);
            ends(STOP_LIMIT);
        }
    }

    /** Of one that was created to be witnessed, and has ended: what strace saw from its entrypoint's exec on. */
    public SortedSet<StraceCall> witnessed() {
        return engine.traces().of(id);
    }

    @Override
    public void close() {
        engine.call("kill", id); // podman's rm would wait for the program to take a TERM
        engine.call("rm", "--force", id);
    }

    private String inspect(String format) {
        return engine.call("inspect", "--type", "container", "--format", format, id).orThrow().out().strip();
    }
}
