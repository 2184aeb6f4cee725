// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A container's root file system in a temporary directory, put together from the host's own files: what an image
 * would be, without a registry. May serve several containers, one after the other or at once.
 */
public final class Rootfs implements AutoCloseable {
    private static final Pattern LIBRARY = Pattern.compile("(?:=>\\s+|^\\s+)(/\\S+)\\s+\\(0x", Pattern.MULTILINE);
    private static final Path NAME_SERVICE = Path.of("/lib/x86_64-linux-gnu/libnss_files.so.2");

    private final Path path;
    private final Runnable removal;
    private int firstUid;

    private Rootfs(Path path, Runnable removal) {
        this.path = path;
        this.removal = removal;
        Leftovers.add(this);
    }

    /** A root file system with the usual directories and accounts (root, www-data, redis, nobody), and no program yet. */
    public static Rootfs create() {
        Path path = Directories.temporary("rootfs");
        Rootfs rootfs = new Rootfs(path, () -> Directories.delete(path));
        try {
            Files.setPosixFilePermissions(rootfs.path, PosixFilePermissions.fromString("rwxr-xr-x"));
            /* as on Debian, so that a library is found under both of its names */
            rootfs.directory("/usr/bin", "rwxr-xr-x").directory("/usr/sbin", "rwxr-xr-x")
                    .directory("/usr/lib", "rwxr-xr-x").directory("/usr/lib64", "rwxr-xr-x");
            for (String merged : new String[] {"bin", "sbin", "lib", "lib64"}) {
                Files.createSymbolicLink(rootfs.path.resolve(merged), Path.of("usr", merged));
            }
            for (String mountPoint : new String[] {"/proc", "/sys", "/dev", "/run", "/var", "/etc", "/root"}) {
                rootfs.directory(mountPoint, "rwxr-xr-x");
            }
            rootfs.directory("/tmp", "rwxrwxrwx");
            rootfs.file("/etc/passwd", """
                    root:x:0:0:root:/root:/bin/sh
                    www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
                    redis:x:999:999:redis:/var/lib/redis:/usr/sbin/nologin
                    nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
                    """);
            rootfs.file("/etc/group", """
                    root:x:0:
                    shadow:x:42:
                    www-data:x:33:
                    redis:x:999:
                    nogroup:x:65534:
                    """);
            rootfs.file("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
            rootfs.file("/etc/hosts", "127.0.0.1 localhost\n");
            return rootfs;
        } catch (IOException e) {
            rootfs.close();
            throw new UncheckedIOException("cannot make a root file system at " + rootfs.path, e);
        } catch (RuntimeException e) {
            rootfs.close();
            throw e;
        }
    }

    /** A root file system that is there already, as one of debootstrap. Closing leaves it. */
    public static Rootfs at(Path directory) {
        return new Rootfs(directory, () -> {
        });
    }

    /**
     * This root file system as the lower layer of an overlay mount, as engines give it to containers. What is added to the result lies in
     * the upper layer. Closing the result closes this one too.
     */
    public Rootfs onOverlay() {
        Overlay overlay = Overlay.over(path);
        Rootfs rootfs = new Rootfs(overlay.path(), () -> {
            overlay.close();
            close();
        });
        rootfs.firstUid = firstUid;
        return rootfs;
    }

    /** Its directory on the host. */
    public Path path() {
        return path;
    }

    /**
     * Adds programs of the host under their own paths, with the libraries that the dynamic loader would take.
     *
     * @throws IllegalArgumentException if the host has no such file
     */
    public Rootfs programs(String... paths) {
        for (String program : paths) {
            copy(Path.of(program));
            Matcher library = LIBRARY.matcher(libraries(program));
            while (library.find()) {
                copy(Path.of(library.group(1)));
            }
        }
        if (Files.exists(NAME_SERVICE)) {
            copy(NAME_SERVICE);
        }
        return this;
    }

    /** Adds a host's file under another path, executable if it is so on the host. */
    public Rootfs program(Path source, String target) {
        copy(source, target);
        return this;
    }

    /** Adds host's files or whole directories under their own paths. Missing ones are an error. */
    public Rootfs copies(String... paths) {
        for (String each : paths) {
            try (Stream<Path> tree = Files.walk(Path.of(each))) {
                tree.filter(Files::isRegularFile).forEach(this::copy);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy " + each + " into the root file system", e);
            }
        }
        return this;
    }

    /** Adds a file that all may read. */
    public Rootfs file(String target, String content) {
        return file(target, content, "rw-r--r--");
    }

    /** Adds a file with these permissions, such as {@code rw-r-----}. */
    public Rootfs file(String target, String content, String permissions) {
        Path file = at(target);
        Text.write(file, content);
        allow(file, permissions);
        return this;
    }

    /** Adds a directory with these permissions. */
    public Rootfs directory(String target, String permissions) {
        Path directory = at(target);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
        allow(directory, permissions);
        return this;
    }

    /** Gives a file or directory that is there already to a user and a group, both by number. */
    public Rootfs owner(String target, int uid, int gid) {
        Path file = at(target);
        try {
            Files.setAttribute(file, "unix:uid", firstUid + uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", firstUid + gid, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + file + " to " + uid + ":" + gid, e);
        }
        return this;
    }

    /** Sets all permission bits of a file that is there already, as {@code 4755} for one that runs as its owner. After its owner. */
    public Rootfs mode(String target, String octal) {
        Shell.run("chmod", octal, at(target).toString()).orThrow();
        return this;
    }

    /**
     * Gives a file that is there already capabilities, in the words of setcap(8): {@code cap_net_bind_service=+ep}; empty takes all. After its
     * owner, which takes them too. In a root file system that {@link #mapped} shifted they are those of that user namespace.
     */
    public Rootfs fileCapabilities(String target, String capabilities) {
        List<String> command = new ArrayList<>(List.of("setcap"));
        if (capabilities.isEmpty()) {
            command.add("-r");
        } else {
            if (firstUid != 0) {
                command.addAll(List.of("-n", Integer.toString(firstUid)));
            }
            command.add(capabilities);
        }
        command.add(at(target).toString());
        Shell.run(command).orThrow();
        return this;
    }

    /**
     * Shifts every owner, as an engine does for a container whose user 0 is this user of the host: {@link OciSpec#withUserNamespace}. Before
     * {@link #mode} and {@link #fileCapabilities}, which the shift takes away.
     */
    public Rootfs mapped(int hostUid) {
        try (Stream<Path> tree = Files.walk(path)) {
            firstUid = hostUid;
            tree.forEach(file -> shift(file, hostUid));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot shift the owners in " + path, e);
        }
        return this;
    }

    private static void shift(Path file, int by) {
        try {
            for (String id : new String[] {"unix:uid", "unix:gid"}) {
                Files.setAttribute(file, id, by + (int) Files.getAttribute(file, id, LinkOption.NOFOLLOW_LINKS), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot shift the owner of " + file, e);
        }
    }

    @Override
    public void close() {
        removal.run();
        Leftovers.remove(this);
    }

    private static String libraries(String program) {
        Shell.Result result = Shell.run("ldd", program);
        boolean isStatic = (result.out() + result.err()).contains("not a dynamic executable");
        return isStatic ? "" : result.orThrow().out();
    }

    private void copy(Path source) {
        copy(source, source.toString());
    }

    private void copy(Path source, String target) {
        Path file = at(target);
        if (!Files.isRegularFile(source)) {
            throw new IllegalArgumentException("the host has no file " + source + ": run deploy/install-dependencies");
        }
        try {
            Files.createDirectories(file.getParent());
            Files.copy(source, file, StandardCopyOption.COPY_ATTRIBUTES);
        } catch (FileAlreadyExistsException shared) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + source + " to " + file, e);
        }
    }

    private Path at(String target) {
        Path file = path.resolve(Path.of("/").relativize(Path.of(target))).normalize();
        if (!file.startsWith(path)) {
            throw new IllegalArgumentException("outside the root file system: " + target);
        }
        return file;
    }

    private static void allow(Path file, String permissions) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set permissions of " + file, e);
        }
    }
}
