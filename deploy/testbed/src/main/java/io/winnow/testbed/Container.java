// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A container of an {@link OciRuntime}. Closing it ends and removes it, whatever state it is in. */
public final class Container implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final Duration CREATE_LIMIT = Duration.ofSeconds(30);
    /** The signals by which servers are managed, with their numbers on x86_64 (signal(7)). */
    private static final Map<String, Integer> MANAGEMENT = Map.of("HUP", 1, "USR1", 10, "USR2", 12);

    private final OciRuntime runtime;
    private final String id;
    private final OciBundle bundle;
    private final Cgroup cgroup;
    private long pid;

    private Container(OciRuntime runtime, String id, OciBundle bundle, Cgroup cgroup) {
        this.runtime = runtime;
        this.id = id;
        this.bundle = bundle;
        this.cgroup = cgroup;
    }

    static Container create(OciRuntime runtime, String id, Rootfs rootfs, OciSpec spec) {
        OciSpec named = inCgroup(id, spec);
        Cgroup cgroup = runtime.cgroupFor(named.cgroup());
        Container container = new Container(runtime, id, OciBundle.create(rootfs, named, runtime.hookInto(cgroup)), cgroup);
        Leftovers.add(container);
        try {
            container.create();
            return container;
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    /** The specification with its cgroup named: after the container, unless it says otherwise. */
    static OciSpec inCgroup(String id, OciSpec spec) {
        return spec.cgroup().isEmpty() ? spec.withCgroup(id) : spec;
    }

    private void create() {
        Path pidFile = bundle.path().resolve("pid");
        List<String> command = runtime.command(null,
                List.of("create", "--bundle", bundle.path().toString(), "--pid-file", pidFile.toString(), id));
        try {
            /* the container keeps the standard streams of this call */
            Process process = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            boolean ended = process.waitFor(CREATE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("container not created: runtime=" + runtime.name() + " id=" + id + " output=" + output().strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating container " + id, e);
        }
        pid = Long.parseLong(Text.read(pidFile).strip());
    }

    /**
     * Lets a created container's entrypoint run.
     *
     * @throws IllegalStateException if the runtime refuses, with what it said
     */
    public void start() {
        Shell.Result result = runtime.call("start", id);
        if (result.exit() != 0) {
            throw new IllegalStateException("container not started: runtime=" + runtime.name() + " id=" + id + " exit=" + result.exit()
                    + " stderr=" + result.err().strip() + " output=" + output().strip());
        }
    }

    public String id() {
        return id;
    }

    /** The host's pid of the container's first process. */
    public long pid() {
        return pid;
    }

    /** The cgroup of the container's first process. */
    public Cgroup cgroup() {
        return Cgroup.of(pid);
    }

    /** The bundle's directory. */
    public Path bundle() {
        return bundle.path();
    }

    /** What the container wrote to its standard output and standard error so far. */
    public String output() {
        return Text.read(log());
    }

    /** True until the container's first process has ended. */
    public boolean running() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException gone) {
            return false;
        }
    }

    /** A field of the first process's {@code /proc/PID/status}, as {@code CapEff}. */
    public String status(String field) {
        return Text.read(Path.of("/proc/" + pid + "/status")).lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such field in /proc/PID/status: " + field));
    }

    /** Runs a further command in the container, as an operator would, and waits for its end. */
    public Shell.Result exec(String... arguments) {
        List<String> verb = new ArrayList<>(List.of("exec", id));
        verb.addAll(List.of(arguments));
        return Shell.run(runtime.command(cgroup, verb), Map.of(), Duration.ofSeconds(30));
    }

    /**
     * Sends a signal, as {@code TERM}, to the first process. One by which servers are managed is sent when the process is ready for it: while haproxy's
     * master starts, its worker serves already, and the master ignores what it is asked.
     */
    public void signal(String name) {
        if (MANAGEMENT.containsKey(name)) {
            Waiting.until("handler of SIG" + name + " in container " + id, Waiting.LIMIT, () -> !running() || awaits(MANAGEMENT.get(name)));
        }
        runtime.call("kill", id, name).orThrow();
    }

    /** Whether the program handles a signal. Before runc becomes the program, it handles all signals itself; crun blocks them. */
    private boolean awaits(int signal) {
        return !status("Name").startsWith("runc") && (Long.parseUnsignedLong(status("SigCgt"), 16) >>> (signal - 1) & 1) == 1;
    }

    /** Waits until the first process has ended. @throws IllegalStateException if it does not in time */
    public void awaitEnd(Duration limit) {
        Waiting.until("end of container " + id, limit, () -> !running());
    }

    /** Sends a signal, waits for the end, and kills it if that does not come. */
    public void stop(String signal) {
        if (running()) {
            signal(signal);
            if (!Waiting.holds(STOP_LIMIT, () -> !running())) {
                signal("KILL");
                awaitEnd(STOP_LIMIT);
            }
        }
    }

    @Override
    public void close() {
        try {
            runtime.call("delete", "--force", id);
            if (cgroup != null) {
                cgroup.close();
            }
        } finally {
            bundle.close();
            Leftovers.remove(this);
        }
    }

    private Path log() {
        return bundle.path().resolve("output.log");
    }
}
