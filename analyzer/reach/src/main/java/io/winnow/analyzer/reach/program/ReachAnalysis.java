// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.Reach;
import io.winnow.analyzer.reach.ReachGap;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.analyzer.reach.cache.ObjectFiles;
import io.winnow.analyzer.reach.object.MadeCalls;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Says what programs can call at most, by the code of their files. Nothing is executed. The files are untrusted: what cannot be analysed is a gap of the result.
 */
public final class ReachAnalysis {

    /** Time for one file. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final List<String> LOADERS = List.of("dlopen", "dlmopen", "__libc_dlopen_mode");
    /** Calls that the kernel goes on with, after a signal, by a number of its own. */
    private static final List<String> RESTARTED = List.of("nanosleep", "clock_nanosleep", "poll", "futex");

    private final RootDirectory root;
    private final LibrarySearch libraries;
    private final ObjectCache cache;

    /** @param root what {@code /} is for the programs */
    public ReachAnalysis(Path root) {
        this(root, LIMIT, Optional.empty());
    }

    /** @param kept what other analyses found in files */
    public ReachAnalysis(Path root, ObjectFiles kept) {
        this(root, LIMIT, Optional.of(kept));
    }

    ReachAnalysis(Path root, Duration limit, Optional<ObjectFiles> kept) {
        this.root = new RootDirectory(root);
        this.libraries = new LibrarySearch(this.root);
        this.cache = new ObjectCache(limit, kept);
    }

    /**
     * Analyses one program.
     *
     * @param program a path within the root
     * @param loadedByName libraries that it loads while it runs, as far as known
     */
    public Reach analyze(String program, Collection<String> loadedByName) {
        ProgramObjects loaded = new ProgramObjects(root, libraries, cache);
        loaded.load(program, loadedByName);
        List<LoadedObject> objects = loaded.objects();
        Traversal traversal = new Traversal(objects);
        traversal.run();
        Set<String> unasked = AskedCalls.unasked(traversal.named());
        Map<Abi, Map<Integer, ReachOrigin>> calls = new EnumMap<>(Abi.class);
        List<ReachGap> gaps = new ArrayList<>(loaded.gaps());
        for (int i = 0; i < objects.size(); i++) {
            collect(i, objects.get(i), traversal, unasked, calls, gaps);
        }
        restart(calls);
        return new Reach(calls, gaps);
    }

    /**
     * Of the libraries that the programs of a workload have mapped, those that are loaded by name: none of the programs needs them from its start. What one needs is loaded with
     * that one, and another does not come to all that it exports.
     *
     * @param programs paths within the root
     * @param mapped likewise
     */
    public List<String> loadedByName(Collection<String> programs, Collection<String> mapped) {
        Set<String> needed = new HashSet<>();
        for (String program : programs) {
            ProgramObjects loaded = new ProgramObjects(root, libraries, cache);
            loaded.load(program, List.of());
            loaded.objects().forEach(object -> needed.add(object.path()));
        }
        return mapped.stream().filter(library -> root.resolve(library).map(path -> !needed.contains(path.toString())).orElse(true)).toList();
    }

    /** Whether a gap is that a program itself was not analysed. */
    public boolean isOf(ReachGap gap, String program) {
        String file = root.resolve(program).map(Path::toString).orElse(program);
        return (gap.kind() == ReachGap.Kind.NOT_ANALYSED || gap.kind() == ReachGap.Kind.MISSING_LIBRARY) && gap.file().equals(file);
    }

    /** @param unasked calls of the C library's that cannot be made */
    private static void collect(
            int index, LoadedObject object, Traversal traversal, Set<String> unasked, Map<Abi, Map<Integer, ReachOrigin>> calls, List<ReachGap> gaps) {
        traversal.entered(index).forEach((function, through) -> {
            MadeCalls found = object.code().calls().get(function);
            String name = object.code().names().get(function);
            found.numbers().forEach((abi, numbers) -> numbers.stream().filter(number -> canBeMade(object, abi, number, unasked)).forEach(
                    number -> calls.computeIfAbsent(abi, each -> new TreeMap<>()).putIfAbsent(number, new ReachOrigin(object.path(), name, through))));
            if (found.unknown() || traversal.isWrapperTaken(index, function)) {
                gaps.add(new ReachGap(ReachGap.Kind.UNKNOWN_NUMBER, object.path(), name));
            }
        });
        LOADERS.stream()
                .filter(loader -> traversal.uses(index, loader))
                .forEach(loader -> gaps.add(new ReachGap(ReachGap.Kind.LOADS_LIBRARIES, object.path(), loader)));
        KnownRuntime.of(object.path()).ifPresent(runtime -> gaps.add(new ReachGap(runtime.kind(), object.path(), runtime.language())));
    }

    private static boolean canBeMade(LoadedObject object, Abi abi, int number, Set<String> unasked) {
        return !AskedCalls.isGlibc(object.code().soname()) || SyscallTable.name(abi, number).filter(unasked::contains).isEmpty();
    }

    private static void restart(Map<Abi, Map<Integer, ReachOrigin>> calls) {
        calls.forEach((abi, numbers) -> RESTARTED.stream()
                .map(name -> SyscallTable.number(abi, name))
                .filter(number -> number.isPresent() && numbers.containsKey(number.getAsInt()))
                .findFirst()
                .ifPresent(number -> SyscallTable.number(abi, "restart_syscall")
                        .ifPresent(restart -> numbers.putIfAbsent(restart, numbers.get(number.getAsInt())))));
    }
}
