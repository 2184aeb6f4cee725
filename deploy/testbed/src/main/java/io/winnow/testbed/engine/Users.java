// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

/** Which users of the host the users of a container are. */
public enum Users {
    /** The same ones: uid 0 is the host's. */
    SAME,
    /** Others: the container has a user namespace of its own, and its uid 0 is {@value #FIRST} on the host. */
    MAPPED;

    static final int FIRST = 100_000;
    static final int COUNT = 65_536;
}
