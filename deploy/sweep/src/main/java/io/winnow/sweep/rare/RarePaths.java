// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.format.ProfileImporter;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.SyscallTable;
import io.winnow.demo.WinnowService;
import io.winnow.sweep.LearnedWorkload;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Runc;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code make rare-paths}: learns each program with a short load, drives it through its rare paths, unconfined, and writes what each tolerance of the profile
 * that was suggested before would have refused. System properties: {@code rare.programs}, names, separated by commas; {@code rare.old} and {@code rare.new}, roots with
 * redis-server and two C libraries.
 */
public final class RarePaths {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ANALYSIS = Duration.ofSeconds(300);
    private static final Duration SETTLED = Duration.ofSeconds(12);
    private static final Duration LOAD = Duration.ofSeconds(3);
    private static final List<String> TOLERANCES = List.of("exact", "siblings", "reach");

    private final WinnowService service;
    private final Runc runc;
    /** Where the service stores what programs can reach. */
    private final Path reached;

    private RarePaths(WinnowService service, Runc runc, Path reached) {
        this.service = service;
        this.runc = runc;
        this.reached = reached;
    }

    /** Arguments: the program under test, the file for the table. */
    public static void main(String[] args) {
        Path directory = Directories.temporary("rare");
        Leftovers.add(() -> Directories.delete(directory));
        List<RareResult> results = new ArrayList<>();
        boolean whole = true;
        String settings = """
                collector:
                  pins: ""
                  window: 500ms
                  runtimeStates: [%s/run/runc]
                analyzer:
                  checkpoint: 500ms
                advice:
                  tolerance: reach
                """.formatted(directory);
        List<String> chosen = List.of(System.getProperty("rare.programs", "").split(","));
        try (WinnowService service = new WinnowService(Path.of(args[0]), directory, settings).start(); Runc runc = new Runc(directory)) {
            RarePaths paths = new RarePaths(service, runc, directory.resolve("state/baselines/reach"));
            for (Map.Entry<String, Supplier<RareProgram>> each : RarePrograms.all().entrySet()) {
                if (chosen.contains(each.getKey()) || chosen.equals(List.of(""))) {
                    whole &= add(each.getKey(), () -> paths.run(each.getValue()), results);
                }
            }
            if (System.getProperty("rare.old") != null) {
                Path before = Path.of(System.getProperty("rare.old"));
                Path after = Path.of(System.getProperty("rare.new"));
                whole &= add("another glibc", () -> paths.run(() -> OtherLibc.redis(before), () -> OtherLibc.redis(after)), results);
                whole &= add("another musl", () -> paths.run(() -> OtherLibc.musl(before), () -> OtherLibc.musl(after)), results);
                whole &= add("musl for glibc", () -> paths.run(() -> OtherLibc.ofHost("gcc"), () -> OtherLibc.ofHost("musl-gcc")), results);
            }
        }
        Text.write(Path.of(args[1]), table(results));
        System.exit(whole ? 0 : 1);
    }

    /** One program that does not do what it should leaves the others their rows. @return whether it did */
    private static boolean add(String name, Supplier<RareResult> run, List<RareResult> results) {
        System.out.println(name);
        try {
            RareResult result = run.get();
            results.add(result);
            result.rows().forEach(System.out::println);
            return true;
        } catch (RuntimeException e) {
            System.out.println(name + " has no row: " + e.getMessage());
            return false;
        }
    }

    private RareResult run(Supplier<RareProgram> made) {
        try (RareProgram program = made.get()) {
            return run(program, program);
        }
    }

    /** The same program and the same load, learned with one C library and run with another. */
    private RareResult run(Supplier<RareProgram> before, Supplier<RareProgram> after) {
        try (RareProgram program = before.get(); RareProgram driven = after.get()) {
            return run(program, driven);
        }
    }

    /** @param driven the same program, perhaps with another C library */
    private RareResult run(RareProgram program, RareProgram driven) {
        Instant began = Instant.now();
        String learned = "rare-" + program.name() + "-learned";
        String rare = "rare-" + program.name() + "-driven";
        serve(program, learned, List.of());
        SortedSet<String> load = calls(learned, began);
        Map<String, RareResult.Answers> answers = new LinkedHashMap<>();
        TOLERANCES.forEach(tolerance -> answers.put(tolerance, answers(profile(learned, tolerance))));
        began = Instant.now();
        for (List<RarePath> paths : driven.containers()) {
            serve(driven, rare, paths);
        }
        List<String> names = driven.containers().stream().flatMap(List::stream).map(RarePath::name).toList();
        int docker = new Evaluator(DockerDefault.resolve(Capability.dockerDefault())).allowedSyscalls(Abi.X86_64).size();
        return new RareResult(program.name(), names, load, calls(rare, began), answers, docker);
    }

    /** One container: its load for a while, then these paths, then it is killed if it still runs. */
    private void serve(RareProgram program, String id, List<RarePath> paths) {
        try (Container container = runc.start(id, program.rootfs(), program.spec())) {
            Ports.await(program.port(), LIMIT);
            RareRun run = new RareRun(container, program.port());
            long until = System.nanoTime() + LOAD.toNanos();
            Waiting.until("load", LOAD.plus(LIMIT), () -> {
                program.load().accept(run);
                return System.nanoTime() > until;
            });
            if (paths.isEmpty()) {
                System.out.println("  reach " + (Waiting.holds(ANALYSIS, () -> isReached(id)) ? "known" : "not known within " + ANALYSIS.toSeconds() + " s"));
            }
            for (RarePath path : paths) {
                System.out.println("  " + path.name());
                path.act().accept(run);
            }
            container.stop("KILL");
        }
    }

    /** Whether it is known what a container's programs can reach, and no more was found since the service looked twice. */
    private boolean isReached(String id) {
        File[] files = reached.toFile().listFiles((directory, name) -> name.startsWith(id + "-") && name.endsWith(".json"));
        return files != null && files.length > 0 && System.currentTimeMillis() - files[0].lastModified() > SETTLED.toMillis();
    }

    private SortedSet<String> calls(String workload, Instant since) {
        JsonNode detail = new LearnedWorkload(service, workload).learned(since);
        SortedSet<String> names = new TreeSet<>();
        LearnedWorkload.calls(detail).stream().map(StraceCall::name).forEach(names::add);
        return names;
    }

    private static RareResult.Answers answers(Evaluator profile) {
        SortedSet<String> absent = SyscallTable.names(Abi.X86_64).stream()
                .filter(name -> profile.evaluate(Abi.X86_64, SyscallTable.number(Abi.X86_64, name).orElseThrow()).errno() == Errno.ENOSYS)
                .collect(Collectors.toCollection(TreeSet::new));
        return new RareResult.Answers(profile.allowedSyscalls(Abi.X86_64), absent);
    }

    private Evaluator profile(String workload, String tolerance) {
        String profile = new LearnedWorkload(service, workload).export("docker&tolerance=" + tolerance);
        try {
            Target target = Target.x86(Capability.dockerDefault());
            return new Evaluator(new ProfileImporter().read(profile.getBytes(StandardCharsets.UTF_8)).template().resolve(target));
        } catch (ProfileFormatException e) {
            throw new IllegalStateException("not a profile: " + profile, e);
        }
    }

    private static String table(List<RareResult> results) {
        List<String> rows = new ArrayList<>();
        List<String> driven = new ArrayList<>();
        for (RareResult result : results) {
            rows.addAll(result.rows());
            driven.add("- " + result.program() + ": " + String.join(", ", result.paths()) + ". Beyond the load: " + RareResult.names(result.beyond()));
        }
        return Text.resource(RarePaths.class, "rarepaths.md").replace("@ROWS@", String.join("\n", rows)).replace("@DRIVEN@", String.join("\n", driven));
    }
}
