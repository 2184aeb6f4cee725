// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a kernel that has no watches left for a while. */
class StateDirectoriesTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path parent;

    private Path root;

    private final List<String> reported = new ArrayList<>();
    private boolean exhausted = true;
    private int refused;
    private StateDirectories directories;

    private final class ScarceInotify extends Inotify {

        @Override
        OptionalInt watch(Path directory, int mask, boolean follow) {
            if (exhausted) {
                refused++;
                throw new ContainerException("no watches left", null);
            }
            return super.watch(directory, mask, follow);
        }
    }

    private final class Recorder implements StateDirectories.Listener {

        @Override
        public void appeared(Path directory) {
            reported.add("+" + directory.getFileName());
        }

        @Override
        public void written(Path directory) {
            reported.add("=" + directory.getFileName());
        }

        @Override
        public void disappeared(Path directory) {
            reported.add("-" + directory.getFileName());
        }

        @Override
        public void missed() {
            reported.add("?");
        }
    }

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(parent.resolve("state"));
        directories = new StateDirectories(List.of(root), new Recorder(), ScarceInotify::new);
    }

    @AfterEach
    void close() {
        directories.close();
    }

    private void container(String id) throws IOException {
        Files.writeString(Files.createDirectories(root.resolve(id)).resolve("state.json"), "{}");
    }

    private void awaitReported(String... events) {
        await().atMost(LIMIT).untilAsserted(() -> {
            directories.catchUp();
            assertThat(reported).contains(events);
        });
    }

    @Test
    void whereThereAreNoWatchesTheDirectoriesAreLookedAt() throws Exception {
        container("a");
        awaitReported("+a", "=a");
        Files.delete(root.resolve("a/state.json"));
        Files.delete(root.resolve("a"));
        awaitReported("-a");
    }

    @Test
    void onceThereAreWatchesAgainTheDirectoriesAreNotPolledAnyMore() throws Exception {
        container("a");
        awaitReported("+a");
        exhausted = false;
        container("b");
        awaitReported("+b");
        directories.catchUp();
        int refusedBefore = refused;
        reported.clear();
        container("c");
        awaitReported("+c");
        Files.writeString(root.resolve("a/state.json"), "{ }");
        awaitReported("=a");
        assertThat(reported).doesNotContain("?", "=b");
        assertThat(refused).isEqualTo(refusedBefore).isPositive();
    }

    @Test
    void aStateDirectoryThatWentUnwatchedAndComesAgainIsFollowed() throws Exception {
        awaitReported("?");
        Files.delete(root);
        reported.clear();
        awaitReported("?");
        exhausted = false;
        container("a");
        awaitReported("+a");
        reported.clear();
        container("b");
        awaitReported("+b");
        assertThat(reported).doesNotContain("?");
    }

    @Test
    void whatHasAWatchIsNotReadAgainBecauseAnotherHasNone() throws Exception {
        exhausted = false;
        container("a");
        awaitReported("+a");
        exhausted = true;
        container("b");
        awaitReported("+b");
        reported.clear();
        awaitReported("=b", "?");
        assertThat(reported).doesNotContain("=a");
    }
}
