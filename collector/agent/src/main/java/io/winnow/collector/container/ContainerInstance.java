// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.nio.file.Path;
import java.util.Optional;

/** One life of a container: from when its runtime's directory appeared until it was gone. Another may follow under the same name. */
final class ContainerInstance {

    private static final long NOT_YET = Long.MAX_VALUE;

    private final Path directory;
    private final String id;
    private Optional<RuntimeEntry> entry = Optional.empty();
    private long ended = NOT_YET;
    private long cgroupId;
    private long round = -1;

    ContainerInstance(Path directory) {
        this.directory = directory;
        this.id = directory.getFileName().toString();
    }

    Path directory() {
        return directory;
    }

    String id() {
        return id;
    }

    /** What was read about it; empty if its files were gone, or are not there yet. */
    Optional<RuntimeEntry> entry() {
        return entry;
    }

    /** Whatever there is: at least the id. */
    RuntimeEntry known() {
        return entry.orElseGet(() -> RuntimeEntry.bare(id));
    }

    /**
     * Takes what was read. Less than is known already is not taken: files go one by one.
     *
     * @param readIn number of the round
     */
    void learn(RuntimeEntry read, long readIn) {
        if (read.pid() != 0 || entry.isEmpty() || entry.get().pid() == 0) {
            entry = Optional.of(read);
        }
        round = readIn;
    }

    boolean learnedIn(long number) {
        return round == number;
    }

    /** What was read may have been its successor's. */
    void forget() {
        entry = Optional.empty();
    }

    /** The cgroup is this life's, and no other one is. */
    void bind(long cgroup) {
        cgroupId = cgroup;
    }

    /** Of the cgroup that is known to be its own; 0 while none is. */
    long cgroupId() {
        return cgroupId;
    }

    boolean bound() {
        return cgroupId != 0;
    }

    /** @param wallTime nanoseconds since 1970; its real end was before */
    void end(long wallTime) {
        ended = wallTime;
    }

    boolean live() {
        return ended == NOT_YET;
    }

    /** Whether it may have been there then, or later. */
    boolean reaches(long wallTime) {
        return ended >= wallTime;
    }

    /** A cgroup that is called after it, and not in conflict with what else is known, may be its own. */
    boolean isNamedIn(String path) {
        return CgroupPaths.namesIn(lastName(path)).contains(id) && entry.flatMap(RuntimeEntry::path).filter(known -> !known.equals(path)).isEmpty();
    }

    /** Whether a cgroup with this path may be its own. */
    boolean mayOwn(String path) {
        return isNamedIn(path) || entry.flatMap(RuntimeEntry::path).filter(path::equals).isPresent();
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
