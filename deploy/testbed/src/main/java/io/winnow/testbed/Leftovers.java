// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.ArrayDeque;
import java.util.Deque;

/** Closes what is still open when the JVM ends, newest first: an interrupted run leaves no container, mount or directory behind. */
public final class Leftovers {
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::closeAll, "leftovers"));
    }

    private Leftovers() {
    }

    /** Takes charge of a resource. */
    public static synchronized void add(AutoCloseable resource) {
        OPEN.push(resource);
    }

    /** It was closed. */
    public static synchronized void remove(AutoCloseable resource) {
        OPEN.removeIf(open -> open == resource);
    }

    private static synchronized AutoCloseable next() {
        return OPEN.poll();
    }

    private static void closeAll() {
        for (AutoCloseable resource = next(); resource != null; resource = next()) {
            try {
                resource.close();
            } catch (Exception e) {
                System.err.println("left behind: " + e.getMessage());
            }
        }
    }
}
