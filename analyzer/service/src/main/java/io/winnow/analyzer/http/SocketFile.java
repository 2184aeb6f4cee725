// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The socket's place in the file system. The socket is bound inside a directory that only its owner may enter, gets its mode there and is
 * moved into place: at no moment can another user connect.
 */
final class SocketFile {

    /** {@code sun_path} without its NUL. */
    private static final int LONGEST = 107;
    private static final String MODE = "rw-------";

    private final Path path;
    private Path workingDirectory;
    private Object key;

    SocketFile(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /**
     * Clears the place of the socket.
     *
     * @return where to bind it
     * @throws IOException with a message for the operator if the place is taken or cannot be used
     */
    Path prepare() throws IOException {
        if (length(path) > LONGEST) {
            throw new IOException("socket path is too long: bytes=" + length(path) + " most=" + LONGEST + " path=" + path);
        }
        clearStale();
        try {
            Files.createDirectories(path.getParent());
            workingDirectory = Files.createTempDirectory(path.getParent(), ".w", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IOException("cannot create the socket in " + path.getParent() + " (" + IoReason.of(e) + "): run as root or set api.socket", e);
        }
        Path address = workingDirectory.resolve("s");
        if (length(address) > LONGEST) {
            discard();
            throw new IOException("socket path is too long: bytes=" + length(path) + " most=" + (LONGEST - length(address) + length(path)) + " path=" + path);
        }
        return address;
    }

    /** Moves the bound socket into place. */
    void publish() throws IOException {
        Path bound = workingDirectory.resolve("s");
        Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString(MODE));
        key = Files.readAttributes(bound, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
        discard();
    }

    /** Removes the socket, unless another process has put its own there meanwhile. */
    void remove() throws IOException {
        discard();
        if (key != null && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && key.equals(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey())) {
            Files.delete(path);
        }
        key = null;
    }

    private void discard() throws IOException {
        if (workingDirectory != null) {
            Files.deleteIfExists(workingDirectory.resolve("s"));
            Files.deleteIfExists(workingDirectory);
            workingDirectory = null;
        }
    }

    /** A killed process leaves its socket behind: it is in use only if a process answers. */
    private void clearStale() throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther()) {
            throw new IOException("is not a socket and will not be replaced: path=" + path);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            return;
        }
        throw new IOException("another winnow answers on the socket " + path + ": stop it or set api.socket");
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
