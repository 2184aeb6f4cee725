// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.advise.Reason;
import io.winnow.analyzer.advise.SyscallAdvice;
import io.winnow.analyzer.cli.verify.Denials;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import io.winnow.testbed.Application;
import io.winnow.testbed.Applications;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The advice about programs of several kinds holds: what was learned from one run lets the next run do the same without one refusal, and
 * nothing of it is too much, because each call that is taken out of the profile is missed and named. Only calls of the program itself are taken
 * out, not those that its runtime makes behind the filter. Needs root, BPF, runc and crun.
 */
class WorkloadAdviceIT {

    private static final List<String> RUNTIMES = List.of("runc", "crun");
    /** Each call is taken out once, under the one runtime or the other; under both where this property is {@code all}. */
    private static final boolean EVERYWHERE = "all".equals(System.getProperty("winnow.removals"));
    private static final int REPETITIONS = Integer.getInteger("winnow.repetitions", 1);
    /** A call that a program does not make in every run is not refused in every run. */
    private static final int MAX_RUNS = 8;

    private static final Map<String, Application> APPLICATIONS = new LinkedHashMap<>();
    private static final Map<String, Learning.Lesson> LESSONS = new LinkedHashMap<>();
    private static final WorkloadTable TABLE = new WorkloadTable();
    private static Confining confining;

    static List<String> names() {
        return List.copyOf(Applications.all().keySet());
    }

    static List<String> runs() {
        return names().stream().flatMap(name -> RUNTIMES.stream().map(runtime -> name + " under " + runtime)).toList();
    }

    @BeforeAll
    static void learn() throws IOException {
        try (Learning learning = new Learning("advice-")) {
            Applications.all().forEach((name, application) -> {
                APPLICATIONS.put(name, application.get());
                for (String runtime : RUNTIMES) {
                    Learning.Lesson lesson = learning.learn(runtime, APPLICATIONS.get(name));
                    LESSONS.put(name + " under " + runtime, lesson);
                    TABLE.learned(APPLICATIONS.get(name), runtime, lesson.advice());
                }
            });
        }
        confining = new Confining();
    }

    @AfterAll
    static void close() throws IOException {
        try {
            if (confining != null) {
                confining.close();
                TABLE.write();
            }
        } finally {
            APPLICATIONS.values().forEach(Application::close);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("runs")
    void whatWasLearnedFromOneRunLetsTheNextDoTheSame(String run) throws Exception {
        String[] parts = run.split(" under ");
        Application application = APPLICATIONS.get(parts[0]);
        Learning.Lesson lesson = LESSONS.get(run);
        for (int i = 0; i < REPETITIONS; i++) {
            Confining.Outcome outcome = confining.run(parts[1], application, lesson.advice().seccomp(), lesson.advice().capabilities().add());
            assertThat(outcome.refused()).as(outcome.output()).isEmpty();
            assertThat(outcome.output()).isEqualTo(lesson.output());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void eachCallThatIsTakenOutIsNamedAndNoOther(String name) throws Exception {
        Map<String, List<String>> removable = new TreeMap<>();
        RUNTIMES.forEach(runtime -> removable(LESSONS.get(name + " under " + runtime)).forEach(syscall ->
                removable.computeIfAbsent(syscall, any -> new ArrayList<>()).add(runtime)));
        List<String> failures = new ArrayList<>();
        int turn = 0;
        for (Map.Entry<String, List<String>> each : removable.entrySet()) {
            List<String> runtimes = each.getValue();
            for (String runtime : EVERYWHERE ? runtimes : List.of(runtimes.get(turn % runtimes.size()))) {
                takeOut(name, runtime, each.getKey(), failures);
            }
            turn++;
        }
        assertThat(failures).isEmpty();
    }

    private static void takeOut(String name, String runtime, String syscall, List<String> failures) throws Exception {
        Learning.Lesson lesson = LESSONS.get(name + " under " + runtime);
        Set<Capability> capabilities = lesson.advice().capabilities().add();
        List<Denials.Refused> refused = List.of();
        int runs = 0;
        long began = System.nanoTime();
        boolean byChance = isByChance(lesson, syscall);
        while (refused.isEmpty() && runs < (byChance ? 1 : MAX_RUNS)) {
            runs++;
            refused = confining.run(runtime, APPLICATIONS.get(name), without(lesson.advice().seccomp(), syscall), capabilities).refused();
        }
        List<String> first = refused.stream().filter(Denials.Refused::first).map(Denials.Refused::syscall).distinct().toList();
        List<String> after = refused.stream().filter(each -> !each.first()).map(Denials.Refused::syscall).distinct().toList();
        if (byChance && refused.isEmpty()) {
            return; // it was not made this time
        }
        TABLE.removed(name, runtime, syscall, runs, (System.nanoTime() - began) / 1_000_000, after);
        if (!first.equals(List.of(syscall))) {
            failures.add(syscall + " under " + runtime + " in run " + runs + ": " + refused);
        }
    }

    /** Threads may do it in one run and not in the next. */
    private static boolean isByChance(Learning.Lesson lesson, String syscall) {
        return lesson.advice().syscalls().stream()
                .filter(call -> call.name().equals(syscall))
                .anyMatch(call -> call.reasons().stream().anyMatch(Reason.OfThreads.class::isInstance));
    }

    /** What the program itself did and the runtime does not. */
    private static List<String> removable(Learning.Lesson lesson) {
        return lesson.advice().syscalls().stream()
                .filter(call -> call.reasons().stream().anyMatch(Reason.Seen.class::isInstance))
                .filter(call -> call.reasons().stream().noneMatch(Reason.OfRuntime.class::isInstance))
                .map(SyscallAdvice::name)
                .toList();
    }

    private static SeccompProfile without(SeccompProfile profile, String syscall) {
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : profile.rules()) {
            List<String> names = rule.names().stream().filter(name -> !name.equals(syscall)).toList();
            if (!names.isEmpty()) {
                rules.add(new Rule(names, rule.action(), rule.errno(), rule.args()));
            }
        }
        return profile.withRules(rules);
    }
}
