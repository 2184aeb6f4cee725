// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whom a name in a directory is believed: root, and who we are. Any other user could give his processes a container's name. */
final class Trust {

    private static final int OTHERS_MAY_WRITE = 0002;
    private static final int OWN_USER = owner(Path.of("/proc/self"));

    private Trust() {}

    /** Whether no other user could make anything there. False if there is no such directory. */
    static boolean isDueTo(Path directory) {
        int owner = owner(directory);
        return (owner == 0 || owner == OWN_USER) && (attribute(directory, "unix:mode") & OTHERS_MAY_WRITE) == 0;
    }

    /** −1 if it is gone. */
    static int owner(Path file) {
        return attribute(file, "unix:uid");
    }

    private static int attribute(Path file, String name) {
        try {
            return (Integer) Files.getAttribute(file, name);
        } catch (IOException e) {
            return -1;
        }
    }
}
