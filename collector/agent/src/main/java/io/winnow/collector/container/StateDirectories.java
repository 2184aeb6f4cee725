// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.record.Printable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories in which runtimes keep one directory for each container. Reports those that appear, are written to, and are removed, in the order
 * in which that happened. State directories that are not there yet are followed from the nearest directory that is. Those for which the
 * kernel has no watch left are looked at now and then instead, until it has. One thread at a time, but for {@link #await}.
 */
final class StateDirectories implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectories.class);
    private static final long LOOK_INTERVAL = Duration.ofMillis(20).toNanos();
    private static final int NO_WATCH = -1;

    /** Called for containers' directories. */
    interface Listener {

        /** It may be gone again. */
        void appeared(Path directory);

        void written(Path directory);

        void disappeared(Path directory);

        /** Up to now, some may have come and gone untold. */
        void missed();
    }

    private final List<Path> patterns;
    private final Listener listener;
    private final Inotify inotify;
    private final Map<Integer, Path> watched = new HashMap<>();
    /** Existing directories on the way to state directories that may come. */
    private final Set<Path> ways = new HashSet<>();
    private final Set<Path> roots = new HashSet<>();
    /** With their watch, or {@link #NO_WATCH}. */
    private final Map<Path, Integer> containers = new HashMap<>();
    private final TrustedDirectories directories = new TrustedDirectories();
    /** Directories for which the kernel had no watch, with the watch that each needs. */
    private final Map<Path, Watch> unwatched = new HashMap<>();
    private boolean wayChanged;
    private boolean overflown = true;
    private boolean warned;
    private long looked;

    /** See {@link Inotify#watch}. */
    private record Watch(int mask, boolean follow) {

        private static final Watch COMING_AND_GOING =
                new Watch(Inotify.CREATE | Inotify.MOVED_TO | Inotify.DELETE | Inotify.MOVED_FROM, true);
        private static final Watch WRITTEN = new Watch(Inotify.CLOSE_WRITE | Inotify.MOVED_TO, false);
    }

    /**
     * Nothing is reported before the first {@link #catchUp}.
     *
     * @param patterns see {@link HostPaths#stateRoots}
     */
    StateDirectories(List<Path> patterns, Listener listener) {
        this(patterns, listener, Inotify::new);
    }

    StateDirectories(List<Path> patterns, Listener listener, Supplier<Inotify> kernel) {
        this.patterns = new ArrayList<>(patterns);
        this.listener = listener;
        this.inotify = open(kernel);
    }

    private Inotify open(Supplier<Inotify> kernel) {
        try {
            return kernel.get();
        } catch (ContainerException e) {
            warn(e);
            return null;
        }
    }

    /** Reports everything that has happened up to now. */
    void catchUp() {
        if (inotify != null) {
            inotify.read(this::onEvent);
        }
        if (overflown || !unwatched.isEmpty() && System.nanoTime() - looked >= LOOK_INTERVAL) {
            look();
        } else if (wayChanged) {
            follow();
        }
    }

    /** Looks there too from the next {@link #catchUp} on. */
    void add(List<Path> roots) {
        for (Path root : roots) {
            if (!patterns.contains(root) && patterns.stream().noneMatch(pattern -> pattern.endsWith("*") && root.startsWith(pattern.getParent()))) {
                LOG.info("containers are looked for in {} as well", Printable.of(root.toString()));
                patterns.add(root);
                wayChanged = true;
            }
        }
    }

    /** Waits until there is something to catch up with, or for a time. */
    void await(Duration time) throws InterruptedException {
        if (inotify == null) {
            Thread.sleep(time.toMillis());
        } else {
            inotify.await((int) time.toMillis());
        }
    }

    private void onEvent(int watch, int mask, String name) {
        if ((mask & Inotify.OVERFLOW) != 0) {
            LOG.warn("more has happened in the runtimes' state directories than the kernel kept; looking afresh");
            overflown = true;
            return;
        }
        Path directory = watched.get(watch);
        if (directory == null) {
            return;
        }
        if ((mask & Inotify.IGNORED) != 0) {
            forget(watch, directory);
        } else if (containers.containsKey(directory)) {
            if (RuntimeStateReader.reads(name)) {
                listener.written(directory);
            }
        } else if ((mask & Inotify.IS_DIRECTORY) != 0) {
            onDirectory(directory, name, (mask & (Inotify.CREATE | Inotify.MOVED_TO)) != 0);
        }
    }

    private void onDirectory(Path parent, String name, boolean came) {
        wayChanged |= ways.contains(parent);
        if (!roots.contains(parent)) {
            return;
        }
        try {
            Path directory = parent.resolve(name);
            gone(directory); // a new directory: the reports about its predecessor end here
            if (came) {
                came(directory);
            }
        } catch (InvalidPathException e) {
            LOG.debug("no container has such a name: {}", e.getReason());
        }
    }

    private void came(Path directory) {
        if (containers.size() < TrustedDirectories.MAX_CONTAINERS && (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || directories.trusted(directory))) {
            containers.put(directory, NO_WATCH);
            watch(directory, Watch.WRITTEN);
            listener.appeared(directory);
        }
    }

    private void gone(Path directory) {
        Integer watch = containers.remove(directory);
        if (watch != null) {
            unwatched.remove(directory);
            if (watched.remove(watch) != null) {
                inotify.unwatch(watch); // it was moved away
            }
            listener.disappeared(directory);
        }
    }

    private void forget(int watch, Path directory) {
        watched.remove(watch);
        unwatched.remove(directory);
        if (removeWay(directory)) {
            wayChanged = true;
            List.copyOf(containers.keySet()).stream().filter(one -> one.getParent().equals(directory)).forEach(this::gone);
        }
    }

    /** At the start, if events were lost, and while there are directories without a watch. */
    private void look() {
        looked = System.nanoTime();
        Set<Path> untold = new HashSet<>(overflown ? containers.keySet() : unwatched.keySet());
        overflown = false;
        Map.copyOf(unwatched).forEach(this::watch);
        follow();
        Set<Path> there = new HashSet<>();
        roots.forEach(root -> there.addAll(directories.children(root)));
        for (Path directory : List.copyOf(containers.keySet())) {
            if (!there.contains(directory)) {
                gone(directory);
            } else if (untold.contains(directory)) {
                listener.written(directory);
            }
        }
        there.stream().filter(directory -> !containers.containsKey(directory)).forEach(this::came);
        listener.missed();
    }

    /** Finds the state directories that there are, and watches the ways to the others. */
    private void follow() {
        wayChanged = false;
        for (Path pattern : patterns) {
            boolean star = pattern.endsWith("*");
            Path target = star ? pattern.getParent() : pattern;
            if (arrive(target, star)) {
                (star ? directories.children(target) : List.of(target)).forEach(this::root);
            }
        }
    }

    /**
     * Watches the nearest existing directory, unless that is the target itself: true then.
     *
     * @param beyond more than the target is to come
     */
    private boolean arrive(Path target, boolean beyond) {
        Path nearest = nearest(target);
        while (true) {
            if ((beyond || !nearest.equals(target)) && ways.add(nearest)) {
                watch(nearest, Watch.COMING_AND_GOING);
            }
            Path now = nearest(target); // it may have come before there was a watch
            if (now.equals(nearest)) {
                return nearest.equals(target);
            }
            nearest = now;
        }
    }

    private static Path nearest(Path target) {
        Path directory = target;
        while (!Files.isDirectory(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return directory;
    }

    private void root(Path root) {
        if (!roots.contains(root) && directories.trusted(root)) {
            roots.add(root);
            watch(root, Watch.COMING_AND_GOING);
            directories.children(root).stream().filter(directory -> !containers.containsKey(directory)).forEach(this::came);
        }
    }

    private void watch(Path directory, Watch what) {
        unwatched.remove(directory);
        try {
            if (inotify == null) {
                unwatched.put(directory, what);
            } else {
                inotify.watch(directory, what.mask(), what.follow()).ifPresentOrElse(number -> {
                    watched.put(number, directory);
                    containers.replace(directory, number);
                }, () -> missing(directory));
            }
        } catch (ContainerException e) {
            unwatched.put(directory, what);
            warn(e);
        }
    }

    /** It is followed afresh when it comes. */
    private void missing(Path directory) {
        wayChanged |= removeWay(directory);
    }

    private boolean removeWay(Path directory) {
        boolean way = ways.remove(directory);
        return roots.remove(directory) || way;
    }

    private void warn(ContainerException e) {
        if (!warned) {
            warned = true;
            LOG.warn("very short-lived containers may be missed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        if (inotify != null) {
            inotify.close();
        }
    }
}
