// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.winnow.analyzer.advise.SyscallAdvice;
import io.winnow.analyzer.advise.Warning;
import io.winnow.analyzer.cli.composition.LibseccompLibrary;
import io.winnow.analyzer.cli.verify.Denials;
import io.winnow.analyzer.seccomp.Evaluator;
import io.winnow.collector.record.Abi;
import io.winnow.testbed.Application;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Ia32;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls that the kernel does not answer itself, or not always: each is learned once, and then the container does the same under the profile that
 * was made of it. Needs root, BPF, runc and crun.
 */
class CallAdviceIT {

    private static final String PYTHON = "import os, random, time; print(time.time() > 1e9, time.get_clock_info('time').resolution < 1, len(os.urandom(3)))";

    private static final int SOCKETCALL = 102;

    private static CProgram program;
    private static Rootfs rootfs;
    private static Path python;
    private static Learning learning;
    private static Confining confining;

    @BeforeAll
    static void prepare() throws IOException {
        program = CProgram.compile("answers", source());
        python = Path.of("/usr/bin/python3").toRealPath();
        rootfs = Rootfs.create().programs("/bin/date", python.toString()).program(program.executable(), "/usr/bin/answers");
        learning = new Learning("calls-");
        confining = new Confining();
    }

    @AfterAll
    static void close() {
        Stream.of(learning, confining, rootfs, program).filter(Objects::nonNull).forEach(each -> {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aClockThatTheVdsoReadWhileLearningIsReadByACallUnderTheProfile(String runtime) throws Exception {
        for (String[] command : new String[][] {{"/bin/date", "+%Y"}, {python.toString(), "-I", "-S", "-c", PYTHON}}) {
            Learning.Lesson lesson = learning.learn(runtime, application("vdso" + command.length, "with-vdso", command));
            Confining.Outcome outcome =
                    confining.run(runtime, application("vdso", "without-vdso", command), lesson.advice().seccomp(), lesson.advice().capabilities().add());
            assertThat(outcome.output()).isEqualTo(lesson.output()).isNotEmpty();
            assertThat(outcome.refused()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aNumberBeyondTheTableIsAnsweredAsByTheKernel(String runtime) throws Exception {
        Learning.Lesson lesson = learning.learn(runtime, application("beyond", "beyond"));
        assertThat(lesson.output()).contains("1000 -1 Function not implemented");
        assertSame(runtime, application("beyond", "beyond"), lesson);
    }

    /** runc and crun load the profile all the same, without the name. */
    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aNameThatTheInstalledLibseccompDoesNotKnowIsNamedAndItsRefusalToo(String runtime) throws Exception {
        assumeThat(LibseccompLibrary.find()).hasValueSatisfying(installed -> assertThat(installed.unknown()).contains("mseal"));
        Learning.Lesson lesson = learning.learn(runtime, application("mseal", "mseal"));
        assertThat(lesson.output()).isEqualTo("mseal -1 Invalid argument\n");
        assertThat(lesson.advice().syscalls()).extracting(SyscallAdvice::name).contains("mseal");
        assertThat(lesson.advice().warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.UNKNOWN_NAME)
                .singleElement().satisfies(warning -> assertThat(warning.text()).contains("does not know mseal:", "update libseccomp"));

        Confining.Outcome outcome = confining.run(runtime, application("mseal", "mseal"), lesson.advice().seccomp(), lesson.advice().capabilities().add());
        assertThat(outcome.output()).isEqualTo("mseal -1 " + (runtime.equals("runc") ? "Function not implemented\n" : "Operation not permitted\n"));
        assertThat(outcome.refused()).extracting(Denials.Refused::syscall).containsExactly("mseal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void whatASupervisorAnswersIsAllowedAndSaysSo(String runtime) throws Exception {
        Learning.Lesson lesson = learning.learn(runtime, application("supervise", "supervise"));
        assertThat(lesson.output()).isEqualTo("mkdir 0 -\nmkdir 0 -\nmkdir 0 -\ntimerfd_create 77 -\n");
        assertThat(lesson.advice().warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.ANSWERED_CALL)
                .extracting(Warning::subject).contains("mkdir", "timerfd_create");
        assertSame(runtime, application("supervise", "supervise"), lesson);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void whatAFilterOfItsOwnAnswersStaysItsAnswer(String runtime) throws Exception {
        Application application = application("own", "own-filter", "40", "25000");
        Learning.Lesson lesson = learning.learn(runtime, application);
        assertThat(lesson.advice().warnings()).filteredOn(warning -> warning.kind() == Warning.Kind.ANSWERED_CALL)
                .extracting(Warning::subject).contains("mkdir", "symlink", "rmdir");
        assertSame(runtime, application, lesson);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void aCallThatI386CarriesInAnotherIsAllowedAndNoOther(String runtime) throws Exception {
        Learning.Lesson lesson = learning.learn(runtime, application("socketcall", "socketcall"));
        Evaluator evaluator = new Evaluator(lesson.advice().seccomp());
        assertThat(evaluator.evaluate(Abi.I386, SOCKETCALL, 1).allows()).isEqualTo(Ia32.emulated());
        assertThat(evaluator.evaluate(Abi.I386, SOCKETCALL, 2).allows()).isFalse();
        assertSame(runtime, application("socketcall", "socketcall"), lesson);
    }

    private static void assertSame(String runtime, Application application, Learning.Lesson lesson) throws Exception {
        Confining.Outcome outcome = confining.run(runtime, application, lesson.advice().seccomp(), lesson.advice().capabilities().add());
        assertThat(outcome.output()).isEqualTo(lesson.output());
        assertThat(outcome.refused()).isEmpty();
    }

    private static Application application(String name, String verb, String... command) {
        String[] arguments = Stream.concat(Stream.of("/usr/bin/answers", verb), Stream.of(command)).toArray(String[]::new);
        OciSpec spec = OciSpec.of(arguments).withHostDirectories(Path.of("/usr/lib").resolve(python.getFileName()));
        return new Application(name, "", rootfs, spec, OptionalInt.empty(), "TERM", () -> "");
    }

    static String source() throws IOException {
        try (var in = CallAdviceIT.class.getResourceAsStream("answers.c")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
