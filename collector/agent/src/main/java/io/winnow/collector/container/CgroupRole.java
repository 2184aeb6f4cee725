// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

/** What the path alone says about a cgroup. */
sealed interface CgroupRole {

    /** A container manager's convention. */
    record OfContainer(String manager, String id) implements CgroupRole {}

    /** A machine of systemd-nspawn, or of another that registers its own with systemd. */
    record OfMachine(String name) implements CgroupRole {}

    /** A service of systemd. */
    record OfUnit(String unit) implements CgroupRole {}

    /** Slices, sessions, monitors: never a container itself. */
    record OfHost() implements CgroupRole {}

    /** Any runtime can be configured to use any path. */
    record Unclear() implements CgroupRole {}
}
