// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.document.ProgramFile;
import io.winnow.collector.flyweight.ObservationFlyweight;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;

/**
 * Says which files watched containers execute while they serve, and in sessions: path and digest. A few threads read the files, because a container may have
 * one lie on a file system that never answers: it stops one of them at most. A container that starts one new program after the other costs a tenth of a CPU.
 * What cannot be read in time is left out, since nothing depends on it.
 */
final class StartedPrograms implements AutoCloseable {

    private static final int THREADS = 4;
    /** Containers that wait for a thread. */
    private static final int MAX_CONTAINERS = 256;
    /** Programs of one container that wait. */
    private static final int MAX_OF_A_CONTAINER = 16;

    /** A thread rests for so many times as long as it has read. */
    private static final int REST = 9;
    private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(2);

    private final IntFunction<Optional<ExecutedFile>> reader;
    private final ThreadPoolExecutor threads;
    /** By slot, what its thread reads next; a slot without a thread is not here. */
    private final Map<SlotKey, ArrayDeque<Started>> waiting = new HashMap<>();
    private final Queue<ProgramFile> read = new ConcurrentLinkedQueue<>();

    private record Started(SlotKey slot, Item item, int tgid) {}

    /** @param reader gives what a process executes, by its id on the host */
    StartedPrograms(IntFunction<Optional<ExecutedFile>> reader) {
        this.reader = reader;
        threads = new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_CONTAINERS), task -> {
            Thread thread = new Thread(task, "winnow-programs");
            thread.setDaemon(true);
            return thread;
        });
        threads.allowCoreThreadTimeOut(true);
    }

    /** Reads what this host's processes execute. */
    static StartedPrograms ofHost() {
        Path proc = Path.of("/proc");
        return new StartedPrograms(tgid -> ExecutedFile.of(proc, tgid));
    }

    /** Whether the observation is of a program whose file is worth a look. */
    static boolean concerns(ObservationFlyweight observation) {
        Stage stage = observation.item().stage();
        return observation.item().kind() == ItemKind.EXECUTABLE && (stage == Stage.SERVE || stage == Stage.EXEC);
    }

    /** A watched container started a program. Returns at once. */
    synchronized void started(SlotKey slot, Item item, int tgid) {
        Started started = new Started(slot, item, tgid);
        ArrayDeque<Started> next = waiting.get(slot);
        if (next != null) {
            if (next.size() < MAX_OF_A_CONTAINER) {
                next.add(started);
            }
            return;
        }
        waiting.put(slot, new ArrayDeque<>());
        try {
            threads.execute(() -> readAll(started));
        } catch (RejectedExecutionException e) {
            waiting.remove(slot); // too many wait, or the end has come
        }
    }

    private void readAll(Started first) {
        for (Started next = first; next != null; next = next(first.slot())) {
            long begin = System.nanoTime();
            read(next);
            LockSupport.parkNanos(Math.min(LONGEST_REST, REST * (System.nanoTime() - begin)));
        }
    }

    private void read(Started started) {
        reader.apply(started.tgid()).ifPresent(file -> read.add(new ProgramFile(
                started.slot(), started.item().stage(), started.item().abi(), started.item().detail(), file.path(), file.sha256(), file.size())));
    }

    private synchronized Started next(SlotKey slot) {
        Started next = waiting.get(slot).poll();
        if (next == null) {
            waiting.remove(slot);
        }
        return next;
    }

    /** Hands out what has been read, as far as it is taken; says how much that was. */
    int report(BiPredicate<DocumentType, ProgramFile> queue) {
        int reported = 0;
        for (ProgramFile file = read.peek(); file != null && queue.test(DocumentType.PROGRAM, file); file = read.peek()) {
            read.remove();
            reported++;
        }
        return reported;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
