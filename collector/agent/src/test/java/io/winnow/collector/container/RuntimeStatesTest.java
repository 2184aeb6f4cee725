// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeStatesTest {

    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private HostFixture host;
    private RuntimeStates states;
    private Instant now = Instant.ofEpochSecond(1000);
    private long cgroupNumber = 1000;

    @BeforeEach
    void makeHost() throws Exception {
        host = new HostFixture(directory);
        Files.createDirectories(directory.resolve("run/runc"));
        states = new RuntimeStates(host.paths(), host.cgroups(), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
        states.update();
        pass(1);
    }

    @AfterEach
    void closeStates() {
        states.close();
        host.close();
    }

    private void pass(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private long time() {
        return now.getEpochSecond() * SECOND;
    }

    /** A cgroup that was there for a second and is gone, with an id that no other has. */
    private CgroupRef gone(String path) {
        return new CgroupRef(cgroupNumber++, path);
    }

    private CgroupSpan lastSecond() {
        return new CgroupSpan(time() - SECOND, time());
    }

    private Optional<String> id(CgroupRef cgroup, CgroupSpan span) {
        return states.byCgroup(cgroup, span).map(RuntimeEntry::id);
    }

    private static String config(String command, String cgroupsPath) {
        return HostFixture.config("\"" + command + "\"", "\"cgroupsPath\":\"" + cgroupsPath + "\"", "");
    }

    /** As crun begins. */
    private void configured(String id, String command, String cgroupsPath) throws Exception {
        host.file("run/crun/" + id + "/config.json", config(command, cgroupsPath));
    }

    private void delete(String path) throws Exception {
        host.remove(path);
        states.update();
    }

    @Test
    void whatIsAskedAfterTheEndIsKnown() throws Exception {
        host.runc("run/runc", "web", "/any", "/b");
        CgroupRef cgroup = host.cgroup("/any");
        states.update();
        host.remove("proc/42");
        host.removeCgroup("/any");
        delete("run/runc/web");
        assertThat(id(cgroup, lastSecond())).hasValue("web");
        pass(ContainerInstances.REMEMBERED.toSeconds() + 1);
        assertThat(id(cgroup, lastSecond())).isEmpty();
    }

    @Test
    void theNumberOfThoseThatAreRememberedIsBounded() throws Exception {
        for (int i = 0; i < ContainerInstances.MAX_ENDED + 10; i++) {
            Files.delete(Files.createDirectory(directory.resolve("run/runc/brief-" + i)));
        }
        states.update();
        assertThat(id(gone("/brief-9"), lastSecond())).isEmpty();
        assertThat(id(gone("/brief-10"), lastSecond())).hasValue("brief-10");
    }

    @Test
    void aStateDirectoryThatComesLaterIsFollowedThroughEachStep() throws Exception {
        assertThat(id(host.cgroup("/k"), CgroupSpan.NOW)).isEmpty();
        Files.createDirectories(directory.resolve("run/containerd"));
        states.update();
        Files.createDirectories(directory.resolve("run/containerd/runc"));
        states.update();
        host.runc("run/containerd/runc/k8s.io", "app", "/k", "/b");
        assertThat(id(host.cgroup("/k"), CgroupSpan.NOW)).hasValue("app");
        delete("run/containerd");
        host.runc("run/containerd/runc/default", "again", "/l", "/b");
        assertThat(id(host.cgroup("/l"), CgroupSpan.NOW)).hasValue("again");
    }

    @Test
    void aFileThatIsHalfWrittenIsReadWhenItIsWhole() throws Exception {
        CgroupRef cgroup = host.cgroup("/half");
        Path file = Files.createDirectories(directory.resolve("run/crun/half")).resolve("config.json");
        String whole = config("top", "/half");
        try (var out = Files.newOutputStream(file)) {
            out.write(whole.substring(0, 100).getBytes());
            out.flush();
            assertThat(id(cgroup, CgroupSpan.NOW)).isEmpty();
            out.write(whole.substring(100).getBytes());
        }
        assertThat(states.byCgroup(cgroup, CgroupSpan.NOW)).hasValueSatisfying(entry ->
                assertThat(entry.config().orElseThrow().command()).containsExactly("top"));
    }

    @Test
    void itIsReadWithoutAQuestion() throws Exception {
        try (RuntimeWatcher watcher = new RuntimeWatcher(states)) {
            watcher.start();
            long before = states.changes();
            host.runcState("run/runc", "web", 1, 1, "/w", "/b");
            await().atMost(Duration.ofSeconds(30)).until(() -> states.changes() > before);
        }
    }

    /** As runc sets it up; its process has ended since. */
    private void wasSetUp(String id, String path, long seconds) throws Exception {
        host.file("run/runc/" + id + "/state.json", "{\"init_process_pid\":5,\"init_process_start\":6,\"created\":\""
                + Instant.ofEpochSecond(seconds) + "\",\"cgroup_paths\":{\"\":\"/sys/fs/cgroup" + path + "\"}}");
        states.update();
        delete("run/runc/" + id);
    }

    private void isSetUp(String id, String path, long pid) throws Exception {
        host.process(pid, 6, path);
        host.file("run/runc/" + id + "/state.json", "{\"init_process_pid\":" + pid + ",\"init_process_start\":6,\"created\":\"" + now
                + "\",\"cgroup_paths\":{\"\":\"/sys/fs/cgroup" + path + "\"}}");
        states.update();
    }

    @Test
    void ofTwoThatRanInOneCgroupEachIsKnownByItsTime() throws Exception {
        CgroupRef cgroup = host.cgroup("/shared");
        CgroupSpan first = new CgroupSpan(time(), Long.MAX_VALUE);
        isSetUp("one", "/shared", 71);
        assertThat(id(cgroup, first)).hasValue("one");
        pass(2);
        host.remove("proc/71"); // ended, and not deleted
        CgroupSpan second = new CgroupSpan(time(), Long.MAX_VALUE);
        assertThat(id(cgroup, second)).as("no runtime has written the second one's state yet").isEmpty();
        isSetUp("two", "/shared", 72);
        assertThat(id(cgroup, second)).hasValue("two");
        assertThat(id(cgroup, new CgroupSpan(first.from(), second.from() - 1))).as("a late question about the first").isNotEqualTo(Optional.of("two"));
    }

    @Test
    void whoLeftItsCgroupBehindIsNotTheOneThatComesNext() throws Exception {
        CgroupRef cgroup = host.cgroup("/left");
        isSetUp("one", "/left", 71);
        host.remove("proc/71");
        delete("run/runc/one");
        pass(2);
        assertThat(id(cgroup, new CgroupSpan(time(), Long.MAX_VALUE))).isEmpty();
    }

    @Test
    void theIdAloneIsKnownWhereTheStateWasGoneAlready() throws Exception {
        String[] paths = {"/c0", "/system.slice/runc-c1.scope", "/a/b:crun:c2", "/docker-c3"};
        for (int i = 0; i < paths.length; i++) {
            Files.delete(Files.createDirectory(directory.resolve("run/runc/c" + i)));
            assertThat(states.byCgroup(gone(paths[i]), lastSecond())).as(paths[i]).hasValue(RuntimeEntry.bare("c" + i));
        }
        Files.delete(Files.createDirectory(directory.resolve("run/runc/web")));
        for (String path : new String[] {"/webb", "/web/child", "/other-web", "/web.slice", "/"}) {
            assertThat(states.byCgroup(gone(path), lastSecond())).as(path).isEmpty();
        }
    }

    @Test
    void whatCanBeReadIsWaitedForWhileTheCgroupIsThere() throws Exception {
        Files.createDirectory(directory.resolve("run/runc/web"));
        assertThat(id(host.cgroup("/web"), CgroupSpan.NOW)).isEmpty();
    }

    @Test
    void whatEndedBeforeTheCgroupWasMadeIsNotItsContainer() throws Exception {
        configured("web", "first", "/web");
        states.update();
        delete("run/crun/web");
        pass(2);
        assertThat(id(gone("/web"), lastSecond())).isEmpty();
        assertThat(id(host.cgroup("/web"), CgroupSpan.NOW)).isEmpty();
    }

    @Test
    void ofSeveralInstancesUnderOneNameOnlyTheNameIsKnown() throws Exception {
        for (String command : new String[] {"first", "second"}) {
            configured("web", command, "/web");
            states.update();
            states.update();
            delete("run/crun/web");
        }
        assertThat(states.byCgroup(gone("/web"), lastSecond())).hasValue(RuntimeEntry.bare("web"));
    }

    @Test
    void theSameNameWithANewIdentityIsAskedAfterItsEnd() throws Exception {
        for (int i = 0; i < 200; i++) {
            configured("web", "life-" + i, "/web");
            states.update();
            states.update();
            delete("run/crun/web");
            assertThat(states.byCgroup(gone("/web"), new CgroupSpan(time(), time()))).hasValueSatisfying(entry ->
                    assertThat(entry.config().orElseThrow().command()).hasSize(1).first().asString().startsWith("life-"));
            pass(1);
        }
    }

    @Test
    void whatMayHaveBeenReadFromASuccessorIsForgotten() throws Exception {
        Files.createDirectories(directory.resolve("run/crun/web"));
        states.update();
        host.remove("run/crun/web"); // that is not seen yet when the second one's file is read
        configured("web", "second", "/web");
        delete("run/crun/web");
        assertThat(states.byCgroup(gone("/web"), lastSecond())).hasValue(RuntimeEntry.bare("web"));
    }

    @Test
    void theTimeOfItsSetUpShowsWhoseCgroupItWas() throws Exception {
        for (int second = 900; second < 910; second++) {
            wasSetUp("c" + second, "/shared", second);
        }
        for (long second = 900; second < 910; second++) {
            CgroupSpan span = new CgroupSpan(second * SECOND - SECOND / 3, second * SECOND + SECOND / 3);
            assertThat(id(gone("/shared"), span)).hasValue("c" + second);
        }
        assertThat(id(gone("/shared"), new CgroupSpan(950 * SECOND, 951 * SECOND))).isEmpty();
    }

    @Test
    void aProcessIdThatIsGivenAgainProvesNothing() throws Exception {
        host.process(42, 778, "/shared");
        CgroupRef cgroup = host.cgroup("/shared");
        host.runcState("run/runc", "former", 42, 777, "/shared", "/b");
        assertThat(id(cgroup, CgroupSpan.NOW)).isEmpty();
    }

    @Test
    void aContainerWhoseCgroupIsKnownCannotBeClaimedByItsName() throws Exception {
        host.runc("run/runc", "web", "/web", "/b");
        assertThat(id(host.cgroup("/web"), CgroupSpan.NOW)).hasValue("web");
        assertThat(id(host.cgroup("/untrusted/web"), CgroupSpan.NOW)).isEmpty();
        assertThat(id(gone("/web"), lastSecond())).isEmpty();
        assertThat(id(host.cgroup("/web/other"), CgroupSpan.NOW)).hasValue("web");
    }

    @Test
    void directoriesThatAllMayWriteInAreNotBelieved() throws Exception {
        Files.setPosixFilePermissions(Files.createDirectories(directory.resolve("run/crun")), PosixFilePermissions.fromString("rwxrwxrwx"));
        configured("web", "top", "/web");
        assertThat(id(host.cgroup("/web"), CgroupSpan.NOW)).isEmpty();
    }

    @Test
    void whatTheKernelDroppedIsLookedForAndNotGuessed() throws Exception {
        int queued = Integer.parseInt(Files.readString(Path.of("/proc/sys/fs/inotify/max_queued_events")).strip());
        configured("old", "top", "/old");
        states.update();
        host.remove("run/crun/old");
        for (int i = 0; i < queued / 2 + 10; i++) {
            Files.delete(Files.createDirectory(directory.resolve("run/runc/brief")));
        }
        host.runc("run/runc", "web", "/w", "/b");
        assertThat(id(host.cgroup("/w"), CgroupSpan.NOW)).hasValue("web");
        assertThat(states.byCgroup(gone("/old"), lastSecond())).hasValue(RuntimeEntry.bare("old"));
        pass(1);
        host.crun("run/crun", "new", "/n", 43, 1, config("top", "/n"));
        assertThat(id(host.cgroup("/n"), CgroupSpan.NOW)).hasValue("new");
    }

    @Test
    void aNextContainerAtTheSamePathIsAnother() throws Exception {
        for (int i = 0; i < 200; i++) {
            host.process(100, i, "/shared");
            CgroupRef cgroup = host.cgroup("/shared");
            if (i > 0) {
                assertThat(id(cgroup, new CgroupSpan(time(), Long.MAX_VALUE))).as("before its state is there").isEmpty();
            }
            host.runcState("run/runc", "c" + i, 100, i, "/shared", "/b");
            assertThat(id(cgroup, new CgroupSpan(time(), Long.MAX_VALUE))).hasValue("c" + i);
            host.remove("proc/100");
            Files.move(host.directory("/shared"), directory.resolve("gone-" + i)); // so that its number is not given again
            host.remove("run/runc/c" + i);
            pass(1);
        }
    }
}
