// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where {@code libwinnow.so} is: beside the jar by choice, or unpacked into a directory that only this user can enter. */
final class LibraryFile {

    static final String DIRECTORY_PROPERTY = "winnow.native.dir";
    static final String NAME = "libwinnow.so";

    private static final Logger LOG = LoggerFactory.getLogger(LibraryFile.class);

    private LibraryFile() {}

    static Path locate() {
        String directory = System.getProperty(DIRECTORY_PROPERTY);
        if (directory == null) {
            return unpack();
        }
        Path library = Path.of(directory, NAME).toAbsolutePath();
        if (!Files.isReadable(library)) {
            throw new TracerException(
                    library + " cannot be read: set -D" + DIRECTORY_PROPERTY + " to the directory that holds " + NAME, null);
        }
        return library;
    }

    /** The library is loaded: an unpacked file is not needed any more, and a process that is killed would leave it behind. */
    static void loaded(Path library) {
        if (System.getProperty(DIRECTORY_PROPERTY) == null) {
            try {
                Files.delete(library);
                Files.delete(library.getParent());
            } catch (IOException e) {
                LOG.debug("{} stays until the end: {}", library, e.toString());
            }
        }
    }

    private static Path unpack() {
        try (InputStream in = LibraryFile.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new TracerException(
                        NAME + " is not on the class path: build the module collector-native, or set -D" + DIRECTORY_PROPERTY, null);
            }
            Path directory = Files.createTempDirectory(
                    "winnow-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            directory.toFile().deleteOnExit(); // in reverse order: the library first
            Path library = directory.resolve(NAME);
            library.toFile().deleteOnExit();
            Files.copy(in, library);
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException(NAME + " cannot be unpacked to " + System.getProperty("java.io.tmpdir")
                    + ": set -D" + DIRECTORY_PROPERTY + " to a directory that holds it", e);
        }
    }
}
