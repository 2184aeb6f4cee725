// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import io.winnow.testbed.Shell;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Waiting;
import io.winnow.testbed.engine.Engine;
import io.winnow.testbed.engine.EngineContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** Runs a program once in a container of an engine, uses it, and ends it. */
final class Trial {
    /** Long enough for a JVM under strace on a busy host. */
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int DIALOGUE_SECONDS = 10;
    /** The image's files, the host's /proc, and the network of the container. */
    private static final String IN_IMAGE = """
            mount --rbind /proc "$0/proc" && exec timeout %d chroot "$0" sh -c "$1"
            """.formatted(DIALOGUE_SECONDS);

    private final Engine engine;
    private final Image image;
    private final Program program;
    private final List<String> label;

    /**
     * What came of it.
     *
     * @param container id, for what a monitor says about it
     * @param began     before it was started
     * @param exitCode  of its first process
     * @param output    what it said, if it ends by itself; what the server answered, if it serves
     * @param strace    what strace saw; empty if it was not asked
     */
    record Outcome(String container, Instant began, int exitCode, String output, SortedSet<StraceCall> strace) {
        /** It did the same. A server's exit code is not looked at: engines may have had to kill it. */
        boolean same(Outcome other) {
            return output.equals(other.output);
        }
    }

    /** @param label options of {@code run} that name the workload */
    Trial(Engine engine, Image image, Program program, List<String> label) {
        this.label = label;
        this.engine = engine;
        this.image = image;
        this.program = program;
    }

    /**
     * Runs it.
     *
     * @param options of {@code run}, beside the program's own
     * @param patience how long a server may take to answer
     */
    Outcome run(String name, List<String> options, boolean witnessed, Duration patience) {
        List<String> all = new ArrayList<>(program.options());
        all.addAll(label);
        all.addAll(options);
        Instant began = Instant.now();
        try (EngineContainer container = witnessed
                ? engine.createWitnessed(name, all, image.name(), program.command())
                : engine.create(name, all, image.name(), program.command())) {
            Shell.Result started = container.start();
            if (started.exit() != 0) {
                return new Outcome(container.id(), began, -1, "did not start: " + started.err().strip(), new TreeSet<>());
            }
            String output = program.ends() ? toItsEnd(container, patience) : serve(container, patience);
            return new Outcome(container.id(), began, container.exitCode(), output, witnessed ? container.witnessed() : new TreeSet<>());
        }
    }

    Outcome witnessed(String name, List<String> options) {
        return run(name, options, true, LIMIT);
    }

    Outcome plain(String name, List<String> options) {
        return run(name, options, false, LIMIT);
    }

    private String toItsEnd(EngineContainer container, Duration patience) {
        boolean ended = container.ends(patience);
        String output = container.output();
        if (!ended) {
            container.stop("KILL");
        }
        return output + (ended ? "exit code " + container.exitCode() : "did not end");
    }

    private String serve(EngineContainer container, Duration patience) {
        AtomicReference<String> answer = new AtomicReference<>("");
        long pid = container.pid();
        BooleanSupplier answers = () -> {
            Shell.Result result = dialogue(pid);
            answer.set(result.out());
            return result.exit() == 0 && program.says().matcher(result.out()).find();
        };
        boolean served = Waiting.holds(patience, () -> !container.running() || answers.getAsBoolean()) && container.running();
        String said = served ? answer.get() : "did not serve: " + answer.get() + container.output();
        container.stop(program.signal());
        return said;
    }

    private Shell.Result dialogue(long pid) {
        return Shell.run(List.of("nsenter", "--net=/proc/" + pid + "/ns/net", "unshare", "--mount", "sh", "-c", IN_IMAGE, image.root().toString(),
                program.dialogue()), Map.of("PID", Long.toString(pid), "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                Duration.ofSeconds(2 * DIALOGUE_SECONDS));
    }
}
