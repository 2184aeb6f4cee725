// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupFileSystemTest {

    @TempDir
    Path directory;

    @Test
    void theUnifiedHierarchyIsFoundOnPureAndHybridHosts() {
        assertThat(CgroupFileSystem.unifiedMount(List.of(
                        "21 1 0:20 / /proc rw - proc proc rw", "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw")))
                .isEqualTo(Path.of("/sys/fs/cgroup"));
        assertThat(CgroupFileSystem.unifiedMount(List.of(
                        "30 23 0:26 / /sys/fs/cgroup ro - tmpfs tmpfs rw",
                        "31 30 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids",
                        "32 30 0:28 / /sys/fs/cgroup/unified rw - cgroup2 none rw")))
                .isEqualTo(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void theErrorOnAHostWithoutItSaysWhatToDo() {
        assertThatThrownBy(() -> CgroupFileSystem.unifiedMount(List.of("31 30 0:27 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids")))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("no cgroup2 file system is mounted")
                .hasMessageContaining("mount -t cgroup2");
    }

    /** As in a container of Kubernetes on a host with cgroup v2 only, where /proc/PID/cgroup is relative to the reader's own cgroup. */
    @Test
    void aProcessIsFoundFromWithinACgroupNamespace() throws Exception {
        Path hierarchy = Files.createDirectories(directory.resolve("cgroup"));
        Path own = Files.createDirectories(hierarchy.resolve("kubepods/pod1/collector"));
        Files.writeString(own.resolve("cgroup.procs"), "41\n42\n");
        Path proc = directory.resolve("proc");
        process(proc, 42, "/");
        process(proc, 43, "/../analyzer");
        process(proc, 44, "/../../pod2/web");
        process(proc, 1, "/../../../init.scope");
        Files.createSymbolicLink(proc.resolve("self"), Path.of("42"));
        CgroupFileSystem cgroups = CgroupFileSystem.seenFrom(proc, List.of("30 23 0:26 /../../.. " + hierarchy + " ro - cgroup2 cgroup rw"));
        assertThat(cgroups.ofProcess(42, 7)).hasValue("/kubepods/pod1/collector");
        assertThat(cgroups.ofProcess(43, 7)).hasValue("/kubepods/pod1/analyzer");
        assertThat(cgroups.ofProcess(44, 7)).hasValue("/kubepods/pod2/web");
        assertThat(cgroups.ofProcess(1, 7)).hasValue("/init.scope");
    }

    private static void process(Path proc, int pid, String cgroup) throws IOException {
        Path process = Files.createDirectories(proc.resolve(Integer.toString(pid)));
        Files.writeString(process.resolve("stat"), pid + " (x) S" + " 0".repeat(18) + " 7 0 0");
        Files.writeString(process.resolve("cgroup"), "0::" + cgroup + "\n");
    }

    @Test
    void cgroupsAreListedParentsFirst() throws Exception {
        Files.createDirectories(directory.resolve("a/b/c"));
        Files.writeString(directory.resolve("a/cgroup.procs"), "1");
        CgroupFileSystem cgroups = new CgroupFileSystem(directory, Path.of("/proc"));
        assertThat(cgroups.all()).extracting(CgroupRef::path).containsExactly("/", "/a", "/a/b", "/a/b/c");
        long inode = (Long) Files.getAttribute(directory.resolve("a"), "unix:ino");
        assertThat(cgroups.all().get(1).id()).isEqualTo(inode);
        assertThat(cgroups.directory("/a/b")).hasValue(directory.resolve("a/b"));
        assertThat(cgroups.at("/none")).isEmpty();
    }

    @Test
    void aCgroupExistsWhileItsDirectoryIsThereAndIsPopulatedWhileItSaysSo() throws Exception {
        CgroupFileSystem cgroups = new CgroupFileSystem(directory, Path.of("/proc"));
        Path made = Files.createDirectory(directory.resolve("shop"));
        CgroupRef cgroup = cgroups.at("/shop").orElseThrow();
        assertThat(cgroups.isAlive(cgroup)).isTrue();
        assertThat(cgroups.isPopulated(cgroup)).isFalse();
        Files.writeString(made.resolve("cgroup.events"), "populated 1\nfrozen 0\n");
        assertThat(cgroups.isPopulated(cgroup)).isTrue();
        assertThat(cgroups.isAlive(new CgroupRef(cgroup.id() + 1, cgroup.path()))).isFalse();
    }

    /** In no locale; those that the locale of the JVM lacks are no other case. */
    @ParameterizedTest
    @ValueSource(strings = {"/a\0b", "/\ud800", "/shop/\udfff/x"})
    void aNameThatNoFileCanHaveIsNeitherAliveNorPopulated(String path) {
        CgroupFileSystem cgroups = new CgroupFileSystem(directory, Path.of("/proc"));
        assertThat(cgroups.at(path)).isEmpty();
        assertThat(cgroups.isAlive(new CgroupRef(1, path))).isFalse();
        assertThat(cgroups.isPopulated(new CgroupRef(1, path))).isFalse();
    }

    @Test
    void withinMeansTheSameOrBelow() {
        assertThat(new CgroupRef(1, "/a/b").isWithin("/a")).isTrue();
        assertThat(new CgroupRef(1, "/a").isWithin("/a")).isTrue();
        assertThat(new CgroupRef(1, "/ab").isWithin("/a")).isFalse();
    }
}
