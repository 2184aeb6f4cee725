// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.bolt.BoltFile;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.engine.Containerd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of a real containerd, read while it is written; {@code ctr} is the witness. Needs root. */
class ContainerdImagesIT {

    private static final String IMAGE = "example.org/box:1";
    /** So many that no bucket fits into a page. */
    private static final int CONTAINERS = 60;
    private static final int MUTATIONS = 2_000;

    private static Containerd containerd;
    private static Rootfs rootfs;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        containerd = Containerd.start();
        rootfs = Rootfs.create().programs("/bin/sleep");
        containerd.importImage(rootfs, IMAGE);
    }

    @AfterAll
    static void stop() {
        rootfs.close();
        containerd.close();
    }

    private static Optional<String> imageOf(Path database, String id) {
        return BoltFile.read(database, "v1", "default", "containers", id, "image");
    }

    @Test
    void eachContainersImageIsKnownAsSoonAsContainerdKnowsIt() {
        for (int i = 0; i < CONTAINERS; i++) {
            containerd.ctr("containers", "create", IMAGE, "box-" + i, "/bin/sleep", "1").orThrow();
            assertThat(imageOf(containerd.database(), "box-" + i)).as("box-" + i).contains(IMAGE);
        }
        List<String> listed = containerd.ctr("containers", "ls", "--quiet").orThrow().out().lines().filter(id -> id.startsWith("box-")).toList();
        assertThat(listed).hasSize(CONTAINERS).allSatisfy(id -> assertThat(imageOf(containerd.database(), id)).as(id).contains(IMAGE));
        assertThat(imageOf(containerd.database(), "box")).isEmpty();
        assertThat(imageOf(containerd.database(), "box-" + CONTAINERS)).isEmpty();
        assertThat(BoltFile.read(containerd.database(), "v1", "default", "containers", "box-1")).as("a bucket is no value").isEmpty();
        assertThat(BoltFile.read(containerd.database(), "v1", "default", "containers", "box-1", "image", "x")).as("a value is no bucket").isEmpty();
    }

    @Test
    void theBundleOfAContainerThatRunsLeadsToItsImageAndDigest() {
        containerd.ctr("run", "--detach", IMAGE, "running", "/bin/sleep", "60").orThrow();
        String digest = containerd.ctr("images", "ls", "name==" + IMAGE).orThrow().out().lines().skip(1).findFirst().orElseThrow().split(" +")[2];
        assertThat(new ContainerdImages(HostPaths.below(Path.of("/"))).of(containerd.bundle("running"))).contains(new ContainerdImages.Image(IMAGE, digest));
        assertThat(new ContainerdImages(HostPaths.below(Path.of("/"))).of(containerd.bundle("another"))).isEmpty();
    }

    @Test
    void theLabelsOfAPodAreThoseOfItsPauseContainer() {
        containerd.ctr("run", "--detach", IMAGE, "app", "/bin/sleep", "60").orThrow();
        containerd.ctr("containers", "create", "--label", "app=web", "--label", "job-name=import", IMAGE, "pause", "/bin/sleep", "1").orThrow();
        ContainerdImages images = new ContainerdImages(HostPaths.below(Path.of("/")));
        assertThat(images.podLabels(containerd.bundle("app"), "pause")).containsEntry("app", "web").containsEntry("job-name", "import");
        assertThat(images.podLabels(containerd.bundle("app"), "none")).isEmpty();
        List<String> many = new ArrayList<>(List.of("containers", "create"));
        IntStream.range(0, 3 * PodLabelReader.MAX_LABELS).forEach(i -> many.addAll(List.of("--label", "label-" + i + "=" + "x".repeat(100))));
        many.addAll(List.of(IMAGE, "many", "/bin/sleep", "1"));
        containerd.ctr(many.toArray(String[]::new)).orThrow();
        assertThat(images.podLabels(containerd.bundle("app"), "many")).as("over several pages").hasSize(PodLabelReader.MAX_LABELS)
                .containsEntry("label-0", "x".repeat(100)).containsEntry("label-150", "x".repeat(100));
    }

    @Test
    void whateverStandsInTheFileReadingItEnds() throws IOException {
        IntStream.range(0, CONTAINERS).forEach(i -> containerd.ctr("containers", "create", IMAGE, "damaged-" + i, "/bin/sleep", "1").orThrow());
        byte[] whole = Files.readAllBytes(containerd.database());
        Path damaged = directory.resolve("meta.db");
        Random random = new Random(1);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = whole.clone();
            for (int flips = random.nextInt(64); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            // also where the tree begins, and in the meta pages
            bytes[random.nextInt(i % 2 == 0 ? 8192 : 64)] ^= (byte) (1 << random.nextInt(8));
            Files.write(damaged, random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            imageOf(damaged, "damaged-" + random.nextInt(CONTAINERS));
            assertThat(BoltFile.readAll(damaged, 8, "v1", "default", "containers", "damaged-" + random.nextInt(CONTAINERS), "labels")).hasSizeLessThan(9);
        }
        Files.write(damaged, whole);
        assertThat(imageOf(damaged, "damaged-7")).contains(IMAGE);
        assertThat(imageOf(directory, "damaged-7")).as("a directory").isEmpty();
        assertThat(imageOf(directory.resolve("none"), "damaged-7")).isEmpty();
    }
}
