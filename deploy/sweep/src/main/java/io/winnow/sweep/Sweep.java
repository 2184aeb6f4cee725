// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import io.winnow.demo.WinnowService;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.engine.DockerEngine;
import io.winnow.testbed.engine.Engine;
import io.winnow.testbed.engine.PodmanEngine;
import io.winnow.testbed.engine.Users;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * {@code make sweep}: runs the cells that there is no result of yet, two at a time, and writes the table of all. System properties:
 * {@code sweep.programs}, {@code sweep.engines} and {@code sweep.users} (names, separated by commas) choose cells, which are run though there is a result.
 */
public final class Sweep {
    private static final int AT_A_TIME = 2;
    private static final String IMAGE = "sweep:1";
    private static final long LIMIT_HOURS = 6;

    private final Path launcher;
    private final Path directory;
    private final Results results;

    private Sweep(Path launcher, Path directory) {
        this.launcher = launcher;
        this.directory = directory;
        this.results = new Results(directory.resolve("cells"));
    }

    /** Arguments: the program under test, the directory with the image, the file for the table. */
    public static void main(String[] args) throws InterruptedException {
        Sweep sweep = new Sweep(Path.of(args[0]), Path.of(args[1]));
        List<Program> programs = Program.all();
        List<Program> chosen = programs.stream().filter(program -> Chosen.PROGRAMS.has(program.name())).toList();
        for (Users users : Users.values()) {
            if (Chosen.USERS.has(users.name().toLowerCase(Locale.ROOT))) {
                sweep.run(users, chosen);
            }
        }
        new SweepTable(programs, sweep.results.all()).write(Path.of(args[2]));
        System.exit(0);
    }

    /** With one service for both engines. */
    private void run(Users users, List<Program> programs) throws InterruptedException {
        Path temporary = Directories.temporary("sweep");
        Leftovers.add(() -> Directories.delete(temporary));
        List<Engine> engines = new ArrayList<>();
        try {
            if (Chosen.ENGINES.has("docker")) {
                engines.add(DockerEngine.start(users));
            }
            if (Chosen.ENGINES.has("podman")) {
                engines.add(PodmanEngine.start(users));
            }
            System.out.println("importing the image: " + users);
            engines.forEach(engine -> engine.importImage(directory.resolve("root.tar"), IMAGE));
            try (WinnowService service = new WinnowService(launcher, temporary, SweepSettings.of(engines)).start()) {
                runAll(service, engines, programs, temporary);
            }
        } finally {
            engines.forEach(Engine::close);
            Directories.delete(temporary);
        }
    }

    private void runAll(WinnowService service, List<Engine> engines, List<Program> programs, Path temporary) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
        AutoCloseable interrupted = () -> {
            pool.shutdownNow(); // before the engines are closed
            pool.awaitTermination(1, TimeUnit.MINUTES);
        };
        Leftovers.add(interrupted);
        Image image = new Image(IMAGE, directory.resolve("root"));
        for (Program program : programs) {
            for (Engine engine : engines) {
                if (Chosen.any() || !results.has(program, engine)) {
                    pool.execute(() -> results.add(new Cell(service, engine, image, program, temporary).run()));
                }
            }
        }
        pool.shutdown();
        pool.awaitTermination(LIMIT_HOURS, TimeUnit.HOURS);
        Leftovers.remove(interrupted);
    }

    /** What the system properties choose: all, if they say nothing. */
    private record Chosen(Set<String> names) {
        private static final Chosen PROGRAMS = of("sweep.programs");
        private static final Chosen ENGINES = of("sweep.engines");
        private static final Chosen USERS = of("sweep.users");

        private static Chosen of(String property) {
            return new Chosen(List.of(System.getProperty(property, "").split(",")).stream().filter(name -> !name.isBlank()).collect(Collectors.toSet()));
        }

        static boolean any() {
            return !PROGRAMS.names.isEmpty();
        }

        boolean has(String name) {
            return names.isEmpty() || names.contains(name);
        }
    }
}
