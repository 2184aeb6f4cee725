// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import java.util.List;

/** Paths of a host. */
final class HostPath {

    private HostPath() {}

    /** Without the links that every distribution has. */
    static String plain(String path) {
        String plain = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return isIn(plain, "/var/run") ? plain.substring("/var".length()) : plain;
    }

    /** Whether it is that directory, or below it. */
    static boolean isIn(String path, String directory) {
        return path.equals(directory) || path.startsWith(directory.equals("/") ? "/" : directory + "/");
    }

    static boolean isInAny(String path, List<String> directories) {
        return directories.stream().anyMatch(directory -> isIn(path, directory));
    }
}
