// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

/**
 * A cgroup of the unified hierarchy.
 *
 * @param id the kernel's number of it
 * @param path from the hierarchy's root, {@code /docker/…}
 */
public record CgroupRef(long id, String path) {

    /** Whether this is that cgroup or one below it. */
    public boolean isWithin(String ancestor) {
        return path.equals(ancestor) || path.startsWith(ancestor + "/");
    }
}
