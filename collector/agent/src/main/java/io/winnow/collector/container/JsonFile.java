// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** JSON files that others write: bounded in size and depth, regular files only, not through a link. */
final class JsonFile {

    static final int MAX_BYTES = 8 << 20;

    private JsonFile() {}

    /** The object in the file; empty if there is no such file, or no such object yet: writers replace files as we look. */
    static Optional<JsonNode> read(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty(); // also because a pipe would block
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return Optional.empty();
            }
            return parse(bytes);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<JsonNode> parse(byte[] bytes) {
        try {
            JsonNode node = TolerantJson.TOLERANT.readTree(bytes);
            return node != null && node.isContainerNode() ? Optional.of(node) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A file below a directory by names that others chose; empty if they would lead out of it, or are none that a file can have. */
    static Optional<Path> below(Path directory, String... names) {
        try {
            Path file = directory;
            for (String name : names) {
                if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                    return Optional.empty();
                }
                file = file.resolve(name);
            }
            boolean inside = file.getParent().toRealPath().startsWith(directory.toRealPath());
            return inside ? Optional.of(file) : Optional.empty();
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
