// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupRef;

/** What the cgroup file system says about a cgroup now. */
interface CgroupState {

    /** Whether it is still there, and no other under its path. */
    boolean isAlive(CgroupRef cgroup);

    /** Whether there are processes in it or below it. */
    boolean isPopulated(CgroupRef cgroup);
}
