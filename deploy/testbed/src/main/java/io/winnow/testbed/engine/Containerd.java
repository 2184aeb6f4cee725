// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** containerd of the host's packages without CRI, and {@code ctr}. Its containers lie on overlayfs. Needs root. */
public final class Containerd implements AutoCloseable {
    private final Path directory = Directories.temporary("containerd");
    private final EngineCgroups cgroups = new EngineCgroups("default");
    private final EngineCgroups ofPods = new EngineCgroups("k8s.io");
    private Daemon daemon;

    private Containerd() {
        Leftovers.add(this);
    }

    /** Starts it. @throws IllegalStateException if it ends, or does not answer in time, with its log */
    public static Containerd start() {
        Containerd containerd = new Containerd();
        try {
            containerd.launch();
            return containerd;
        } catch (RuntimeException e) {
            containerd.close();
            throw e;
        }
    }

    private void launch() {
        Path configuration = directory.resolve("config.toml");
        Path log = directory.resolve("containerd.log");
        Text.write(configuration, """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                  address = "%1$s/containerd.sock"
                """.formatted(directory));
        daemon = Daemon.start("containerd", List.of("containerd", "--config", configuration.toString()), log);
        daemon.await(() -> ctr("version").exit() == 0);
    }

    /** Calls {@code ctr}. */
    public Shell.Result ctr(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", directory.resolve("containerd.sock").toString()));
        command.addAll(List.of(arguments));
        return Shell.run(command.toArray(String[]::new));
    }

    /** Makes an image of one layer, through an archive as {@code docker save} writes it. */
    public void importImage(Rootfs rootfs, String image) {
        importImage("default", rootfs, image);
    }

    /** The same in another of its namespaces. */
    public void importImage(String namespace, Rootfs rootfs, String image) {
        Path archive = directory.resolve("archive");
        try {
            Files.createDirectory(archive);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + archive, e);
        }
        Path layer = archive.resolve("layer.tar");
        Shell.run("tar", "--create", "--file", layer.toString(), "--numeric-owner", "-C", rootfs.path().toString(), ".").orThrow();
        String digest = Shell.run("sha256sum", layer.toString()).orThrow().out().split(" ")[0];
        Text.write(archive.resolve("config.json"), """
                {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """.formatted(digest));
        Text.write(archive.resolve("manifest.json"), """
                [{"Config": "config.json", "RepoTags": ["%s"], "Layers": ["layer.tar"]}]
                """.formatted(image));
        Path tar = directory.resolve("image.tar");
        Shell.run("tar", "--create", "--file", tar.toString(), "-C", archive.toString(), ".").orThrow();
        ctr("--namespace", namespace, "images", "import", tar.toString()).orThrow();
        Directories.delete(archive);
        Directories.delete(tar);
    }

    /** Where it keeps the bundle of a container that runs. */
    public Path bundle(String id) {
        return directory.resolve("state/io.containerd.runtime.v2.task/default").resolve(id);
    }

    /** What it knows of containers and images. */
    public Path database() {
        return directory.resolve("root/io.containerd.metadata.v1.bolt/meta.db");
    }

    /** Kills its containers, ends it, and deletes all that it keeps. */
    @Override
    public void close() {
        if (daemon != null && daemon.isAlive()) {
            for (String namespace : ctr("namespaces", "ls", "--quiet").out().lines().toList()) {
                ctr("--namespace", namespace, "tasks", "ls", "--quiet").out().lines().forEach(id -> ctr("--namespace", namespace, "tasks", "rm", "--force", id));
            }
            daemon.end();
        }
        Mounts.detachBelow(directory);
        Directories.delete(directory);
        cgroups.remove();
        ofPods.remove();
        Leftovers.remove(this);
    }
}
