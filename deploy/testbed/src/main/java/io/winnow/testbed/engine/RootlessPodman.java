// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * podman of the host's packages, run by a user without root, under crun. That user's slice of cgroups is made here as systemd makes it, and so are the cgroups of containers, which
 * podman leaves to systemd. The account is one of every Debian, and nothing runs as it. Needs root.
 */
public final class RootlessPodman implements AutoCloseable {
    private static final String ACCOUNT = "games";
    private static final int UID = 5;
    private static final int GID = 60;
    private static final String SLICE = "user.slice/user-" + UID + ".slice";
    private static final String MANAGER = SLICE + "/user@" + UID + ".service/user.slice/";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /* podman and crun want a host with the unified hierarchy alone, and mounts that are shared */
    private static final String AS_USER = """
            mount -t cgroup2 none /sys/fs/cgroup && mount --make-rshared / && echo $$ > "/sys/fs/cgroup/$0/cgroup.procs" || exit 125
            cd "$1" && exec setpriv --reuid=%1$s --regid=%2$s --clear-groups env -i "PATH=$PATH" "HOME=$1" "XDG_RUNTIME_DIR=$2" "CONTAINERS_CONF=$1/containers.conf" podman "${@:3}"
            """.formatted(UID, GID);

    private final Path home = Directories.temporary("rootless");
    private final Path runtime = Path.of("/run/user/" + UID);
    private final Cgroup slice = Cgroup.create(SLICE);

    /** Makes the user's directories. */
    public RootlessPodman() {
        Leftovers.add(this);
        Directories.letPass(home);
        Text.write(home.resolve("containers.conf"), """
                [containers]
                default_ulimits = []
                [engine]
                runtime = "crun"
                cgroup_manager = "cgroupfs"
                events_logger = "none"
                """);
        try {
            Files.createDirectories(runtime, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + runtime, e);
        }
        Shell.run("chown", UID + ":" + GID, home.toString(), runtime.toString()).orThrow();
        cgroup("session");
    }

    public int user() {
        return UID;
    }

    /** Makes an image of one layer. The root file system's owners are the user's alone then. */
    public void importImage(Rootfs rootfs, String image) {
        Path tar = home.resolve("image.tar");
        Shell.run("tar", "--create", "--file", tar.toString(), "--owner=0", "--group=0", "-C", rootfs.path().toString(), ".").orThrow();
        Shell.run("chmod", "644", tar.toString()).orThrow();
        call("session", "import", tar.toString(), image).orThrow();
    }

    /** Starts a container. @return its id */
    public String run(String name, String image, String... command) {
        List<String> arguments = new ArrayList<>(List.of("create", "--network", "none", "--name", name, image));
        arguments.addAll(List.of(command));
        String id = call("session", arguments.toArray(String[]::new)).orThrow().out().strip();
        cgroup("libpod-" + id + ".scope");
        call("libpod-" + id + ".scope", "start", id).orThrow();
        return id;
    }

    private static void cgroup(String name) {
        Cgroup.create(MANAGER + name);
    }

    private Shell.Result call(String cgroup, String... arguments) {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "bash", "-c", AS_USER, MANAGER + cgroup, home.toString(),
                runtime.toString()));
        command.addAll(List.of(arguments));
        return Shell.run(command, Map.of(), LIMIT);
    }

    /** Kills all of its processes, and deletes all that it keeps. */
    @Override
    public void close() {
        slice.close();
        Shell.run("rmdir", Cgroup.unified().resolve("user.slice").toString());
        Mounts.detachBelow(home);
        Directories.delete(home);
        Directories.delete(runtime);
        Leftovers.remove(this);
    }

    @Override
    public String toString() {
        return "podman of " + ACCOUNT;
    }
}
