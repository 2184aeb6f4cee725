// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.advise.AdviceOptions;
import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCalls;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ProfilePath;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFilesTest {

    private static final RuntimeIdentity RUNC = new RuntimeIdentity("runc", "1.1.5");
    private static final int EXECVE = 59;
    private static final int MOUNT = 165;
    private static final int UNSHARE = 272;
    private static final RuntimeCallSets CALLS = calls(RUNC);

    @TempDir
    private Path root;

    private Path directory;
    private ProfileFiles files;

    @BeforeEach
    void begin() {
        directory = root.resolve("seccomp/winnow");
        files = new ProfileFiles(directory, new Profiles(new Suggestions(new Advisor(Optional::empty), AdviceOptions.DEFAULT)));
    }

    private static RuntimeCallSets calls(RuntimeIdentity runtime) {
        RuntimeCalls set = new RuntimeCalls(new TreeSet<>(Set.of(EXECVE)), 1_000, 2_000);
        return RuntimeCallSets.EMPTY.with(new RuntimeCallsKey(runtime, RuntimeCallsKind.PRIVILEGED), set)
                .with(new RuntimeCallsKey(runtime, RuntimeCallsKind.NO_NEW_PRIVILEGES), set);
    }

    private static Workload frozen(String name, String digest, int call) {
        BaselineBuilder builder = new BaselineBuilder().whole();
        builder.runtime(new RuntimeCallsKey(RUNC, RuntimeCallsKind.PRIVILEGED));
        builder.see(Item.syscall(Abi.X86_64, Stage.SERVE, call), new Observations(1_000, 2_000, 1, 0, Optional.empty()));
        return new Workload(new WorkloadId(name, digest), BaselineState.FROZEN, builder.build(), Baseline.EMPTY, 5_000);
    }

    private void write(String name) {
        files.write(name, List.of(frozen(name, "sha256:1", MOUNT)), CALLS);
    }

    private List<String> written() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)).map(file -> root.relativize(file).toString()).sorted().toList();
        }
    }

    private String allowed(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    @Test
    void aPodsProfileIsWhereItsNamespaceWorkloadAndContainerSay() throws IOException {
        write("shop/deployment/web/nginx");
        write("cluster-1/shop/statefulset/db/postgres");
        write("compose/web");
        assertThat(written()).containsExactlyInAnyOrder("seccomp/winnow/shop/web-nginx.json", "seccomp/winnow/shop/db-postgres.json",
                "seccomp/winnow/host/" + ProfilePath.of("compose/web").file());
        assertThat(allowed("seccomp/winnow/shop/web-nginx.json")).contains("\"mount\"");
    }

    @Test
    void noNameWritesOutsideOfTheDirectory() throws IOException {
        Path victim = Files.writeString(Files.createDirectory(root.resolve("etc")).resolve("x.json"), "mine");
        for (String name : List.of("../../etc/x", "/etc/x", "a/../../etc/x", "../../etc/deployment/../x", "..", ".", "x\0y", "shop/deployment/..\0/..", "\u001b[2J", " ",
                "shop/deployment/" + "a".repeat(300) + "/" + "\u00e4".repeat(300), "../pod/../..", "shop\\..\\..\\etc")) {
            write(name);
        }
        assertThat(victim).hasContent("mine");
        assertThat(written()).hasSizeGreaterThan(10).allSatisfy(file -> {
            if (!file.equals("etc/x.json")) {
                assertThat(file).matches("seccomp/winnow/[a-z0-9-]+/[a-z0-9-]+\\.json");
            }
        });
    }

    @Test
    void aLinkInThePlaceOfADirectoryOrAFileIsNotFollowed() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path victim = Files.writeString(outside.resolve("victim"), "mine");
        Files.createDirectories(directory);
        Files.createSymbolicLink(directory.resolve("shop"), outside);
        write("shop/deployment/web/nginx");
        files.remove("shop/deployment/victim/x");
        assertThat(outside).isDirectoryContaining(file -> file.equals(victim)).satisfies(all -> assertThat(all.toFile().list()).hasSize(1));

        Path pay = Files.createDirectory(directory.resolve("pay"));
        Files.createSymbolicLink(pay.resolve("web-nginx.json"), victim);
        Files.createSymbolicLink(pay.resolve(".web-nginx.json.unfinished"), victim);
        write("pay/deployment/web/nginx");
        assertThat(victim).hasContent("mine");
        assertThat(Files.isRegularFile(pay.resolve("web-nginx.json"), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(allowed("seccomp/winnow/pay/web-nginx.json")).contains("\"mount\"");
    }

    @Test
    void whatDidNotChangeIsNotWrittenAgainAndWhatIsGoneIsRemoved() throws IOException {
        write("shop/deployment/web/nginx");
        Path file = directory.resolve("shop/web-nginx.json");
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        write("shop/deployment/web/nginx");
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(key);
        files.remove("shop/deployment/web/nginx");
        assertThat(written()).isEmpty();
    }

    @Test
    void podsOfEachFrozenVersionStartUnderIt() throws IOException {
        String name = "shop/deployment/web/nginx";
        files.write(name, List.of(frozen(name, "sha256:1", MOUNT), frozen(name, "sha256:2", UNSHARE)), CALLS);
        assertThat(allowed("seccomp/winnow/shop/web-nginx.json")).contains("\"mount\"", "\"unshare\"");
    }

    @Test
    void twoWorkloadsOfOnePathDoNotTakeItFromEachOther() throws IOException {
        files.write("shop/deployment/web/nginx", List.of(frozen("shop/deployment/web/nginx", "", MOUNT)), CALLS);
        files.write("shop/statefulset/web/nginx", List.of(frozen("shop/statefulset/web/nginx", "", UNSHARE)), CALLS);
        files.remove("shop/statefulset/web/nginx");
        assertThat(allowed("seccomp/winnow/shop/web-nginx.json")).contains("\"mount\"").doesNotContain("\"unshare\"");
    }

    @Test
    void withoutTheCallsOfItsRuntimeNoProfileIsWrittenThatWouldBreakTheStart() throws IOException {
        String name = "shop/deployment/web/nginx";
        files.write(name, List.of(frozen(name, "", MOUNT)), RuntimeCallSets.EMPTY);
        assertThat(written()).isEmpty();
        files.write(name, List.of(frozen(name, "", MOUNT)), CALLS);
        assertThat(written()).hasSize(1);
    }
}
