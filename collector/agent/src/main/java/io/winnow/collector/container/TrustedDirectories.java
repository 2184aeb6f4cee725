// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Directories of runtimes as they are on disk: which of them are believed, and which directories each holds. */
final class TrustedDirectories {

    /** More are not looked at: a user who can make a directory there could make millions. */
    static final int MAX_CONTAINERS = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(TrustedDirectories.class);
    private static final int MAX_WARNINGS = 100;

    private final Set<Path> distrusted = new HashSet<>();

    /** Whether only those whom containers are entrusted to may write there. If not, the log says so once. */
    boolean trusted(Path directory) {
        boolean trusted = Trust.isDueTo(directory);
        if (!trusted && Files.exists(directory) && distrusted.size() < MAX_WARNINGS && distrusted.add(directory)) {
            LOG.warn("containers in {} are not believed: it belongs to user {}, or all may write there", directory, Trust.owner(directory));
        }
        return trusted;
    }

    /** The directories in a directory; none if it is not there. */
    List<Path> children(Path parent) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(parent, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
            for (Path child : children) {
                if (found.size() < MAX_CONTAINERS) {
                    found.add(child);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found; // not there, or gone meanwhile
        }
        return found;
    }
}
