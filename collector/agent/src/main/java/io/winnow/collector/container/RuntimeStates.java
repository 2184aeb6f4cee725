// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.record.Printable;
import io.winnow.collector.record.WallTime;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which cgroup belongs to which container of a low-level runtime. What the runtimes write is read when they write it, since a short-lived
 * container's state is there for milliseconds, and kept beyond the container's end.
 *
 * <p>A cgroup's id is never used again, while ids of containers, pids and paths are. So an instance of a container is bound to a cgroup's id if
 * there is proof: its first process is in that cgroup; or both are there at the same time, and no other container could own it. A bound
 * instance answers for that cgroup only. An instance that ended before it could be bound is found by its name and by its time; if that leaves
 * several instances of one id, the id is the answer, and of several ids none. Safe for use by several threads.
 */
final class RuntimeStates implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeStates.class);
    private static final String ROOT = "/";

    private final CgroupFileSystem cgroups;
    private final RuntimeStateReader reader;
    private final StateDirectories directories;
    private final Clock clock;
    private final ContainerInstances instances = new ContainerInstances();
    private final Set<Path> written = new LinkedHashSet<>();
    /** Ended in this round, and read since the one before. */
    private final Map<Path, ContainerInstance> doubtful = new HashMap<>();
    /** Wall time: containers may have come and gone unseen until then. */
    private long blindUntil;
    private long round;
    private boolean closed;
    private final AtomicLong changes = new AtomicLong();

    RuntimeStates(HostPaths paths, CgroupFileSystem cgroups, Clock clock) {
        this.cgroups = cgroups;
        this.reader = new RuntimeStateReader(paths);
        this.clock = clock;
        this.directories = new StateDirectories(paths.stateRoots(), new Watch());
    }

    private final class Watch implements StateDirectories.Listener {

        @Override
        public void appeared(Path directory) {
            Optional.ofNullable(doubtful.remove(directory)).ifPresent(instances::forget); // it may have been this one's that was read
            instances.begin(directory);
            written.add(directory);
        }

        @Override
        public void written(Path directory) {
            written.add(directory);
        }

        @Override
        public void disappeared(Path directory) {
            instances.in(directory).ifPresent(instance -> {
                instances.end(instance, wallTime());
                if (instance.learnedIn(round - 1) && !instance.bound()) {
                    doubtful.put(directory, instance);
                }
            });
            written.remove(directory);
            changes.incrementAndGet();
        }

        @Override
        public void missed() {
            blindUntil = wallTime();
        }
    }

    /** Takes note of everything that has happened in the state directories up to now. */
    synchronized void update() {
        if (closed) {
            return;
        }
        round++;
        directories.catchUp();
        written.forEach(directory -> instances.in(directory).ifPresent(this::readOrWarn));
        written.clear();
        doubtful.clear();
        instances.prune(wallTime());
    }

    /** Looks for state in further directories. */
    synchronized void watchAlso(List<Path> roots) {
        directories.add(roots);
    }

    /** Waits until something has happened there, and takes note of it. One thread at a time. */
    void awaitUpdate(Duration time) throws InterruptedException {
        directories.await(time);
        update();
    }

    /** Grows with all that is learned: an answer may be another by then. */
    long changes() {
        return changes.get();
    }

    private void readOrWarn(ContainerInstance instance) {
        try {
            read(instance);
        } catch (RuntimeException e) {
            LOG.warn("the state of container {} cannot be used: {}", Printable.of(instance.id()), Printable.of(e.toString()));
        }
    }

    private void read(ContainerInstance instance) {
        Optional<RuntimeEntry> read = reader.read(instance.directory());
        if (read.isEmpty()) {
            return;
        }
        ContainerInstance now = instance;
        if (instance.entry().filter(read.get()::hasOtherProcess).isPresent()) {
            instances.end(instance, wallTime()); // its end was overlooked
            now = instances.begin(instance.directory());
        }
        instances.learn(now, read.get(), round);
        bindByProcess(now);
        bindToWaiting(now);
        changes.incrementAndGet();
    }

    /** Its first process is in the cgroup, before and after that one's id is asked for: so the id is that of this path's, then as now. */
    private void bindByProcess(ContainerInstance instance) {
        RuntimeEntry entry = instance.known();
        Optional<String> in = processCgroup(entry);
        String path = entry.cgroupPath().or(() -> in).orElse(ROOT);
        if (instance.bound() || path.equals(ROOT) || in.isEmpty() || !new CgroupRef(0, in.get()).isWithin(path)) {
            return;
        }
        Optional<CgroupRef> cgroup = cgroups.at(path);
        if (cgroup.isPresent() && processCgroup(entry).equals(in)) {
            instances.bind(instance, cgroup.get().id());
        }
    }

    /** Its cgroup may have been made ahead of it. */
    private void bindToWaiting(ContainerInstance instance) {
        if (!instance.bound()) {
            instance.known().path().filter(path -> !path.equals(ROOT)).ifPresent(this::above);
        }
    }

    private Optional<String> processCgroup(RuntimeEntry entry) {
        return entry.pid() == 0 ? Optional.empty() : cgroups.ofProcess(entry.pid(), entry.startTicks());
    }

    /**
     * The container that a cgroup is, or is below; of nested ones the outermost. An entry without runtime says that only the id is known, and
     * no more will ever be.
     */
    Optional<RuntimeEntry> byCgroup(CgroupRef cgroup, CgroupSpan span) {
        return RealTime.during(() -> locked(cgroup, span)); // the watcher may be waiting for the lock
    }

    private synchronized Optional<RuntimeEntry> locked(CgroupRef cgroup, CgroupSpan span) {
        update();
        Optional<ContainerInstance> own = boundTo(cgroup, span);
        if (own.isPresent()) {
            return own.map(ContainerInstance::known);
        }
        String path = cgroup.path();
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            Optional<RuntimeEntry> above = above(path.substring(0, end));
            if (above.isPresent()) {
                return above;
            }
        }
        return path.equals(ROOT) ? Optional.empty() : owner(cgroup, span, instances.candidates(path));
    }

    private Optional<RuntimeEntry> above(String path) {
        List<ContainerInstance> candidates = instances.candidates(path);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        return cgroups.at(path)
                .flatMap(cgroup -> instances.boundTo(cgroup.id()).map(ContainerInstance::known).or(() -> owner(cgroup, CgroupSpan.NOW, candidates)));
    }

    private Optional<RuntimeEntry> owner(CgroupRef cgroup, CgroupSpan span, List<ContainerInstance> candidates) {
        candidates.forEach(this::bindByProcess);
        candidates.stream().filter(instance -> wasSetUpIn(instance, cgroup, span)).forEach(instance -> instances.bind(instance, cgroup.id()));
        Optional<ContainerInstance> proven = boundTo(cgroup, span);
        if (proven.isPresent()) {
            return proven.map(ContainerInstance::known);
        }
        List<ContainerInstance> free = candidates.stream().filter(instance -> !instance.bound()).toList();
        if (cgroups.isAlive(cgroup) && free.stream().anyMatch(ContainerInstance::live)) {
            List<ContainerInstance> starting = free.stream().filter(instance -> instance.live() && instance.known().pid() == 0).toList();
            return starting.size() == 1 && isThereToo(starting.get(0)) ? bound(starting.get(0), cgroup) : Optional.empty();
        }
        List<ContainerInstance> named = free.stream().filter(instance -> instance.reaches(span.from()) && instance.isNamedIn(cgroup.path())).toList();
        return named.size() == 1 && span.from() > blindUntil ? bound(named.get(0), cgroup) : onlyId(named);
    }

    private Optional<ContainerInstance> boundTo(CgroupRef cgroup, CgroupSpan span) {
        return instances.boundTo(cgroup.id()).filter(instance -> span.equals(CgroupSpan.NOW) || wasThere(instance, span));
    }

    /** Another container may run in a cgroup in which one has ended. */
    private boolean wasThere(ContainerInstance instance, CgroupSpan span) {
        RuntimeEntry entry = instance.known();
        boolean endedBefore = entry.created() != 0 && entry.created() < span.from() && processCgroup(entry).isEmpty();
        return instance.reaches(span.from()) && entry.created() <= span.until() && !endedBefore;
    }

    /** At one path there is one cgroup at a time. */
    private static boolean wasSetUpIn(ContainerInstance instance, CgroupRef cgroup, CgroupSpan span) {
        RuntimeEntry entry = instance.known();
        return !instance.bound() && entry.cgroupPath().filter(cgroup.path()::equals).isPresent() && span.contains(entry.created());
    }

    /** It is configured, and waits for its process; one whose process has ended may have left the path to another. */
    private static boolean isThereToo(ContainerInstance instance) {
        return instance.entry().isPresent() && Files.isDirectory(instance.directory(), LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<RuntimeEntry> onlyId(List<ContainerInstance> candidates) {
        Set<String> ids = candidates.stream().map(ContainerInstance::id).collect(Collectors.toSet());
        return ids.size() == 1 ? Optional.of(RuntimeEntry.bare(ids.iterator().next())) : Optional.empty();
    }

    private Optional<RuntimeEntry> bound(ContainerInstance instance, CgroupRef cgroup) {
        instances.bind(instance, cgroup.id());
        return Optional.of(instance.known());
    }

    private long wallTime() {
        return WallTime.nanos(clock);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            directories.close();
        }
    }
}
