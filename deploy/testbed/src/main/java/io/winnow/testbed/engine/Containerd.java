// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Directories;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import io.winnow.testbed.StraceCall;
import io.winnow.testbed.Text;
import io.winnow.testbed.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** containerd of the host's packages, and {@code ctr}. Its containers lie on overlayfs. Needs root. */
public final class Containerd implements AutoCloseable {
    private static final String WITHOUT_CRI = "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]";
    private static final String NAMESPACE_OF_CRI = "k8s.io";

    private final Path directory = Directories.temporary("containerd");
    private final EngineTraces traces = new EngineTraces(directory.resolve("traces"));
    private final EngineCgroups cgroups = new EngineCgroups("default");
    private final EngineCgroups ofKubernetes = new EngineCgroups(NAMESPACE_OF_CRI);
    private final EngineCgroups ofPods = new EngineCgroups(CriPod.CGROUPS);
    private Daemon daemon;

    private Containerd() {
        Leftovers.add(this);
    }

    /** Starts it without CRI. @throws IllegalStateException if it ends, or does not answer in time, with its log */
    public static Containerd start() {
        return new Containerd().started(WITHOUT_CRI, "");
    }

    /** Starts it with CRI; strace watches each container of a pod from its entrypoint's exec on. @param pause image of the sandboxes of pods; to be imported */
    public static Containerd startWithCri(String pause) {
        Containerd containerd = new Containerd();
        return containerd.started("", """
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  restrict_oom_score_adj = true
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                    runtime_type = "io.containerd.runc.v2"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                      BinaryName = "%s"
                """.formatted(pause, containerd.traces.runtime()));
    }

    private Containerd started(String before, String after) {
        try {
            launch(before, after);
            return this;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void launch(String before, String after) {
        Path configuration = directory.resolve("config.toml");
        Path log = directory.resolve("containerd.log");
        Text.write(configuration, """
                version = 2
                root = "%1$s/root"
                state = "%1$s/state"
                %2$s
                [grpc]
                  address = "%3$s"
                %4$s""".formatted(directory, before, socket(), after));
        daemon = Daemon.start("containerd", List.of("containerd", "--config", configuration.toString()), log);
        daemon.await(() -> ctr("version").exit() == 0);
    }

    private Path socket() {
        return directory.resolve("containerd.sock");
    }

    /** Has CRI make a pod. @param labels of its own */
    public CriPod pod(String namespace, String name, String uid, Map<String, String> labels) {
        return new CriPod(new CriSocket(socket()), namespace, name, uid, labels);
    }

    /** Makes an image of one layer that CRI knows. */
    public void importForCri(Rootfs rootfs, String image, String... entrypoint) {
        importImage(NAMESPACE_OF_CRI, rootfs, image, entrypoint);
        CriMessage wanted = new CriMessage().message(1, new CriMessage().text(1, image));
        Waiting.until("image of CRI: " + image, Waiting.LIMIT, () -> new CriSocket(socket()).answersWith(1, CriSocket.IMAGES, "ImageStatus", wanted));
    }

    /** Of a pod's container that has ended: what strace saw from its entrypoint's exec on. */
    public SortedSet<StraceCall> witnessed(String id) {
        return traces.of(id);
    }

    /** Calls {@code ctr}. */
    public Shell.Result ctr(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ctr", "--address", socket().toString()));
        command.addAll(List.of(arguments));
        return Shell.run(command.toArray(String[]::new));
    }

    /** Makes an image of one layer, through an archive as {@code docker save} writes it. */
    public void importImage(Rootfs rootfs, String image) {
        importImage("default", rootfs, image);
    }

    /** The same in another of its namespaces. */
    public void importImage(String namespace, Rootfs rootfs, String image, String... entrypoint) {
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
                {"architecture": "amd64", "os": "linux", "config": {"Entrypoint": [%s]}, "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
                """.formatted(Stream.of(entrypoint).map(word -> '"' + word + '"').collect(Collectors.joining(", ")), digest));
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
        ofKubernetes.remove();
        ofPods.remove();
        Leftovers.remove(this);
    }
}
