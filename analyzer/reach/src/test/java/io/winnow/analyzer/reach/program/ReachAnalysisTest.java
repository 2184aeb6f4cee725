// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that the compiler makes here, so that it is known what they can call. */
class ReachAnalysisTest {

    private static final String CALL = """
            static long call(long n, long a) { long r; __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a) : "rcx", "r11", "memory"); return r; }
            """;

    @TempDir
    private Path directory;

    @Test
    void numbersAreRecoveredThroughBranchesAndWrappers() throws Exception {
        Reach reach = analyze(CALL + """
                __attribute__((noinline)) long wrapper(int unused, long n) { return call(n, unused); }
                __attribute__((noinline)) long outer(long n) { return wrapper(1, n) + 1; }
                void _start(void) { long n = wrapper(0, 39); call(n > 5 ? 102 : 104, 0); outer(186); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(names(reach)).containsExactlyInAnyOrder("getpid", "getuid", "getgid", "gettid", "exit_group");
        assertThat(reach.gaps()).isEmpty();
        assertThat(reach.isUpperBound()).isTrue();
    }

    @Test
    void aFunctionThatNothingRefersToIsNotReachedAndOneInATableIs() throws Exception {
        Reach reach = analyze(CALL + """
                __attribute__((noinline, used)) static void never(void) { call(165, 0); }
                __attribute__((noinline)) static void one(void) { call(39, 0); }
                __attribute__((noinline)) static void two(void) { call(102, 0); }
                void (*table[])(void) = {one, two};
                int volatile which;
                void _start(void) { table[which](); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(names(reach)).containsExactlyInAnyOrder("getpid", "getuid", "exit_group");
    }

    @Test
    void aNumberThatTheProgramComputesIsUnknown() throws Exception {
        Reach reach = analyze(CALL + """
                long volatile n;
                void _start(void) { call(n, 0); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(names(reach)).containsExactly("exit_group");
        assertThat(reach.gaps()).extracting(ReachGap::kind).containsExactly(ReachGap.Kind.UNKNOWN_NUMBER);
        assertThat(reach.isUpperBound()).isFalse();
    }

    @Test
    void callsOfTheOldInterfaceAreOfItsTable() throws Exception {
        Reach reach = analyze(CALL + """
                void _start(void) { long r; __asm__ volatile("int $0x80" : "=a"(r) : "a"(20)); call(0x40000000 + 39, 0); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(reach.calls(Abi.I386)).containsOnlyKeys(20);
        assertThat(reach.calls(Abi.X32)).containsOnlyKeys(39);
    }

    @Test
    void callsOfLibrariesAreReachedThroughTheFunctionsThatAreImported() throws Exception {
        Reach reach = analyze("""
                #include <unistd.h>
                #include <sys/syscall.h>
                int main(void) { fsync(1); return syscall(SYS_getpid) + syscall(SYS_bpf, 0, 0, 0); }
                """, "-O1");
        assertThat(names(reach)).contains("fsync", "getpid", "bpf", "exit_group", "mmap", "openat").doesNotContain("mount", "reboot", "kexec_load", "ptrace");
        assertThat(reach.origin(Abi.X86_64, 74)).hasValueSatisfying(origin -> {
            assertThat(origin.file()).endsWith("/libc.so.6");
            assertThat(origin.function()).isEqualTo("fsync");
            assertThat(origin.through()).isEqualTo("fsync");
        });
        assertThat(reach.isUpperBound()).as(reach.gaps().toString()).isTrue();
    }

    @Test
    void aFunctionWhoseUnwindInformationEndsBeforeItsCallGoesOn() throws Exception {
        Reach reach = analyze(CALL + """
                __asm__(".type makes,@function\\nmakes: .cfi_startproc\\n mov $102,%eax\\n .cfi_endproc\\n syscall\\n ret\\n .skip 16,0x90\\n");
                long makes(void);
                void _start(void) { makes(); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static-pie", "-fPIE", "-s");
        assertThat(names(reach)).containsExactlyInAnyOrder("getuid", "exit_group");
        assertThat(reach.isUpperBound()).as(reach.gaps().toString()).isTrue();
    }

    @Test
    void aNumberInTheLowestByteOfAClearedRegisterIsRecovered() throws Exception {
        Reach reach = analyze(CALL + """
                __attribute__((noinline)) static void small(void) { __asm__ volatile("xor %%eax,%%eax; mov $39,%%al; jmp 1f; 1: syscall" ::: "rax", "rcx", "r11"); }
                void _start(void) { small(); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(names(reach)).containsExactlyInAnyOrder("getpid", "exit_group");
    }

    @Test
    void aTableInTheCodeIsNoFunction() throws Exception {
        Reach reach = analyze(CALL + """
                __asm__("table: .byte 0x06,0x0f,0x05,0x0f,0x05,0xc3\\n");
                extern const char table[];
                const char *volatile taken;
                void _start(void) { taken = table; call(231, taken[0]); for (;;) {} }
                """, "-nostdlib", "-static-pie", "-fPIE", "-s");
        assertThat(names(reach)).containsExactly("exit_group");
        assertThat(reach.gaps()).isEmpty();
    }

    /** As Go does, whose checks for a larger stack come behind its panics. */
    @Test
    void aCallThatDoesNotReturnIsNotFollowedIntoABlockOfAnotherDepth() throws Exception {
        Reach reach = analyze(CALL + """
                __asm__("onstack: mov 8(%rsp),%rax\\n syscall\\n ret\\n"
                        "checks: cmp %rsp,%rdi\\n jbe 2f\\n sub $24,%rsp\\n test %rsi,%rsi\\n je 1f\\n movq $39,(%rsp)\\n call onstack\\n add $24,%rsp\\n ret\\n"
                        "1: call ends\\n nop\\n"
                        "2: call grows\\n jmp checks\\n"
                        "grows: ret\\n"
                        "ends: hlt\\n");
                void checks(void *, long);
                void _start(void) { checks(0, 1); call(231, 0); for (;;) {} }
                """, "-nostdlib", "-static");
        assertThat(names(reach)).containsExactlyInAnyOrder("getpid", "exit_group");
        assertThat(reach.gaps()).isEmpty();
    }

    @Test
    void theLoaderOfMuslIsItsCLibrary() throws Exception {
        Path program = compileBy("musl-gcc", "program", """
                #include <unistd.h>
                int main(void) { return fsync(1) + getpgid(0); }
                """);
        Reach reach = new ReachAnalysis(Path.of("/")).analyze(program.toString(), List.of());
        assertThat(names(reach)).contains("fsync", "getpgid", "exit_group").doesNotContain("mount", "ptrace", "bpf");
        assertThat(reach.gaps()).extracting(ReachGap::kind).doesNotContain(ReachGap.Kind.MISSING_LIBRARY, ReachGap.Kind.NOT_ANALYSED);
    }

    @Test
    void aLibraryThatIsLoadedByNameCountsIfItIsGiven() throws Exception {
        Path library = compile("lib.so", "#include <unistd.h>\nint plugin(void) { return getpgid(0); }", "-shared", "-fPIC");
        Path program = compile("program", """
                #include <dlfcn.h>
                int main(int n, char **v) { return ((int (*)(void)) dlsym(dlopen(v[1], RTLD_NOW), "plugin"))(); }
                """, "-O1");
        ReachAnalysis analysis = new ReachAnalysis(Path.of("/"));
        Reach without = analysis.analyze(program.toString(), List.of());
        assertThat(names(without)).doesNotContain("getpgid");
        assertThat(without.gaps()).anyMatch(gap -> gap.kind() == ReachGap.Kind.LOADS_LIBRARIES && gap.file().equals(program.toString()));
        assertThat(names(analysis.analyze(program.toString(), List.of(library.toString())))).contains("getpgid");
    }

    @Test
    void aNameThatIsTheEndOfAnotherTextIsLookedUpAndThePartOfASentenceIsNot() throws Exception {
        Reach reach = analyze("""
                #include <dlfcn.h>
                const char table[2][8] = {"first", "fsync"};
                const char *volatile sentence = "x.getpgid";
                static const char longer[] = "Osyncfs";
                int main(int n, char **v) { dlsym(0, table[n]); return ((int (*)(int)) dlsym(0, longer + 1))(*sentence); }
                """, "-O1", "-no-pie", "-fno-pie");
        assertThat(names(reach)).contains("fsync", "syncfs").doesNotContain("getpgid");
    }

    @Test
    void whatTheCLibraryDoesForAttributesCountsIfTheProgramCanSetThem() throws Exception {
        String source = """
                #define _GNU_SOURCE
                #include <pthread.h>
                #include <spawn.h>
                #include <stdlib.h>
                static void *run(void *x) { return x; }
                int main(void) {
                    pthread_t thread; pthread_attr_t attr; posix_spawnattr_t of; pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
                    pthread_attr_init(&attr); posix_spawnattr_init(&of); ASK;
                    pthread_mutex_lock(&lock);
                    return system("true") + pthread_create(&thread, &attr, run, 0);
                }
                """;
        assertThat(names(analyze(source, "-DASK="))).contains("clone", "wait4", "futex")
                .doesNotContain("setsid", "setpgid", "sched_setparam", "sched_getparam", "sched_getscheduler", "sched_setscheduler", "sched_get_priority_max");
        assertThat(names(analyze(source, "-DASK=posix_spawnattr_setflags(&of, POSIX_SPAWN_SETSID)"))).contains("setsid", "setpgid", "sched_setparam", "sched_setscheduler");
        assertThat(names(analyze(source, "-DASK=pthread_attr_setinheritsched(&attr, 1)"))).contains("sched_setscheduler").doesNotContain("sched_getparam", "setsid");
        assertThat(names(analyze(source, "-DASK=pthread_attr_setschedpolicy(&attr, 1)"))).contains("sched_setscheduler", "sched_getparam", "sched_getscheduler");
        assertThat(names(analyze(source, "-DASK=dlsym(0, \"posix_spawnattr_setflags\")"))).as("looked up by its name").contains("setsid", "setpgid");
    }

    @Test
    void aLibraryThatAnotherNeedsIsNotMissingIfItIsLoadedFromElsewhere() throws Exception {
        Path engine = compile("libengine.so", "#include <unistd.h>\nint engine(void) { return getpgid(0); }", "-shared", "-fPIC", "-Wl,-soname,libengine.so");
        Path plugin = compile("lib.so", "int engine(void); int plugin(void) { return engine(); }", "-shared", "-fPIC", engine.toString());
        Path program = compile("program", "int main(void) { return 0; }");
        ReachAnalysis analysis = new ReachAnalysis(Path.of("/"));
        Reach alone = analysis.analyze(program.toString(), List.of(plugin.toString()));
        assertThat(alone.gaps()).extracting(ReachGap::kind).containsExactly(ReachGap.Kind.MISSING_LIBRARY);
        Reach both = analysis.analyze(program.toString(), List.of(plugin.toString(), engine.toString()));
        assertThat(both.gaps()).isEmpty();
        assertThat(names(both)).contains("getpgid");
    }

    @Test
    void whatOneProgramNeedsIsNotLoadedByNameByAnother() throws Exception {
        Path plugin = compile("lib.so", "#include <unistd.h>\nint plugin(void) { return getpgid(0); }", "-shared", "-fPIC");
        Path dynamic = compile("dynamic", "int main(void) { return 0; }");
        Path fixed = compile("fixed", CALL + "void _start(void) { call(231, 0); for (;;) {} }", "-nostdlib", "-static");
        ReachAnalysis analysis = new ReachAnalysis(Path.of("/"));
        String library = analysis.analyze(dynamic.toString(), List.of()).origin(Abi.X86_64, 231).orElseThrow().file();
        assertThat(library).endsWith("/libc.so.6");
        List<String> byName = analysis.loadedByName(List.of(dynamic.toString(), fixed.toString()), List.of(library, plugin.toString(), "/nowhere.so"));
        assertThat(byName).containsExactly(plugin.toString(), "/nowhere.so");
        assertThat(analysis.loadedByName(List.of(fixed.toString()), List.of(library))).containsExactly(library);
    }

    @Test
    void whatCannotBeAnalysedIsAGapThatLeavesNoBound() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n" + " ".repeat(100));
        Reach reach = new ReachAnalysis(Path.of("/")).analyze(script.toString(), List.of("/nowhere.so"));
        assertThat(reach.gaps()).extracting(ReachGap::kind).containsExactlyInAnyOrder(ReachGap.Kind.NOT_ANALYSED, ReachGap.Kind.MISSING_LIBRARY);
        assertThat(reach.isUpperBound()).isFalse();
    }

    private Reach analyze(String source, String... options) throws IOException, InterruptedException {
        return new ReachAnalysis(Path.of("/")).analyze(compile("program", source, options).toString(), List.of());
    }

    private Path compile(String name, String source, String... options) throws IOException, InterruptedException {
        return compileBy("gcc", name, source, options);
    }

    private Path compileBy(String compiler, String name, String source, String... options) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve(name + ".c"), source);
        Path program = directory.toRealPath().resolve(name);
        List<String> command = new ArrayList<>(List.of(compiler, "-O1", "-w", file.toString(), "-o", program.toString()));
        command.addAll(List.of(options));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return program;
    }

    private static Set<String> names(Reach reach) {
        return reach.calls(Abi.X86_64).keySet().stream().map(number -> SyscallTable.name(Abi.X86_64, number).orElseThrow()).collect(Collectors.toSet());
    }
}
