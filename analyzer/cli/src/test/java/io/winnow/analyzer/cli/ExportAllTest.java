// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.winnow.analyzer.api.AllowedDocument;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.format.SafeName;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.workload.WorkloadId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code winnow export --all} into a directory as of a Git repository. */
class ExportAllTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final Principal ALICE = new Principal("alice", Role.OPERATOR);

    @TempDir
    private Path root;

    private final FakeAnalyzer analyzer = new FakeAnalyzer();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path directory;
    private ApiServer server;

    @BeforeEach
    void serve() throws IOException {
        directory = root.resolve("git");
        server = new ApiServer(root.resolve("winnow.sock"), ApiLimits.DEFAULT, analyzer, new ViolationFeed(10), new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int export(String... more) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("export", "--socket", root.resolve("winnow.sock").toString(), "--all", "-d", directory.toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    private int run(List<String> arguments) {
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments.toArray(String[]::new));
    }

    private static WorkloadSummary summary(String name, String digest, List<String> partial) {
        WorkloadId id = new WorkloadId(name, digest);
        return new WorkloadSummary(id.toString(), id.shortId(), "learning", partial, 1, 40, 1, 2, new SampleDocument(0.5, 9, 1, 0), 0,
                null, null, IdentityDocument.OWN, new AllowedDocument(309, 14), Map.of());
    }

    /** What is below a directory, links as links; with what shows whether a file was written again. */
    private Map<String, Object> files() throws IOException {
        Map<String, Object> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)).toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                files.put(directory.relativize(file).toString(), attributes.fileKey() + " " + attributes.lastModifiedTime());
            }
        }
        return files;
    }

    private JsonNode yaml(String file) throws IOException {
        return YAML.readTree(Files.readString(directory.resolve(file)));
    }

    private List<String> resources(String file) throws IOException {
        JsonNode kustomization = yaml(file);
        assertThat(kustomization.path("kind").asText()).isEqualTo("Kustomization");
        assertThat(kustomization.path("apiVersion").asText()).isEqualTo("kustomize.config.k8s.io/v1beta1");
        List<String> resources = new ArrayList<>();
        kustomization.path("resources").forEach(each -> resources.add(each.asText()));
        return resources;
    }

    @Test
    void aNamespaceIsAFolderThatKustomizeTakesAndWhatIsNoPodsIsProfilesForEngines() throws IOException {
        analyzer.with("shop/deployment/web/nginx").with("shop/deployment/web/proxy").with("east/pay/statefulset/db/postgres").with("compose/cache");
        assertThat(export()).as(err.toString()).isZero();
        assertThat(files().keySet()).containsExactlyInAnyOrder(".winnow-export", "kustomization.yaml", "host/compose-cache-" + hashOf("compose/cache") + ".json",
                "pay/db-postgres.yaml", "pay/kustomization.yaml", "shop/kustomization.yaml", "shop/web-nginx.yaml", "shop/web-proxy.yaml");
        assertThat(resources("kustomization.yaml")).containsExactly("pay", "shop");
        assertThat(resources("shop/kustomization.yaml")).containsExactly("web-nginx.yaml", "web-proxy.yaml");
        JsonNode profile = yaml("shop/web-nginx.yaml");
        assertThat(profile.path("kind").asText()).isEqualTo("SeccompProfile");
        assertThat(profile.at("/metadata/annotations/winnow.io~1workload").asText()).isEqualTo("shop/deployment/web/nginx");
        assertThat(analyzer.asked().everyVersion()).isTrue();
        assertThat(out.toString().lines()).contains("written: shop/web-nginx.yaml").last().isEqualTo("7 written, 0 removed, 0 unchanged");
        assertThat(err.toString()).isEmpty();
    }

    private static String hashOf(String name) {
        String file = SafeName.of(name);
        return file.substring(file.lastIndexOf('-') + 1);
    }

    @Test
    void rawProfilesLieAsInTheKubeletsDirectory() throws IOException {
        analyzer.with("shop/deployment/web/nginx");
        assertThat(export("--format", "docker", "--runtime", "crun")).isZero();
        assertThat(files().keySet()).containsExactly(".winnow-export", "shop/web-nginx.json");
        assertThat(directory.resolve("shop/web-nginx.json")).hasContent("{\"runtimes\":\"[crun]\"}\n");
    }

    @Test
    void versionsOfAnImageAreOneFileWhoseNameStays() throws IOException {
        analyzer.with(summary("shop/deployment/web/nginx", "sha256:0123456789abcdef", List.of())).with("odd@sha256:0123456789ab");
        export("--format", "docker");
        Map<String, Object> before = files();
        assertThat(before.keySet()).hasSize(3).contains("shop/web-nginx.json");
        analyzer.with(summary("shop/deployment/web/nginx", "sha256:fedcba9876543210", List.of()));
        assertThat(export("--format", "docker")).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void nothingIsWrittenAgainThatDidNotChangeAndNothingElseIsTouched() throws IOException {
        analyzer.with("shop/deployment/web/nginx").with("pay/deployment/web/nginx").with("compose/cache");
        export();
        Path own = Files.writeString(directory.resolve("shop/README.md"), "mine");
        Files.writeString(directory.resolve("shop/web-tuned.yaml"), "mine");
        Map<String, Object> before = files();
        assertThat(export()).isZero();
        assertThat(files()).isEqualTo(before);
        assertThat(out.toString()).isEqualTo("0 written, 0 removed, 6 unchanged\n");

        analyzer.with("shop/deployment/api/go");
        assertThat(export()).isZero();
        assertThat(out.toString().lines()).containsExactly("written: shop/api-go.yaml", "written: shop/kustomization.yaml", "2 written, 0 removed, 5 unchanged");
        Map<String, Object> after = files();
        List.of(".winnow-export", "shop/kustomization.yaml", "shop/api-go.yaml").forEach(after::remove);
        before.keySet().removeAll(List.of(".winnow-export", "shop/kustomization.yaml"));
        assertThat(after).isEqualTo(before);
        assertThat(own).hasContent("mine");
    }

    @Test
    void whatIsGoneIsRemovedAndWhatWinnowDidNotWriteStays() throws IOException {
        analyzer.with("shop/deployment/web/nginx").with("pay/deployment/web/nginx").with("pay/deployment/api/go");
        export();
        Files.writeString(directory.resolve("shop/README.md"), "mine");
        gone("shop/deployment/web/nginx");
        gone("pay/deployment/api/go");
        assertThat(export()).isZero();
        assertThat(files().keySet()).containsExactly(".winnow-export", "kustomization.yaml", "pay/kustomization.yaml", "pay/web-nginx.yaml", "shop/README.md");
        assertThat(resources("kustomization.yaml")).containsExactly("pay");
        gone("pay/deployment/web/nginx");
        assertThat(export()).isZero();
        assertThat(files().keySet()).containsExactly(".winnow-export", "shop/README.md");
        assertThat(directory.resolve("pay")).doesNotExist();
    }

    private void gone(String name) {
        analyzer.forget(name, name, true, ALICE).join();
    }

    @Test
    void aFileOfTheUsersIsNeitherReplacedNorRemoved() throws IOException {
        Files.createDirectories(directory.resolve("shop"));
        Files.writeString(directory.resolve("shop/web-nginx.yaml"), "mine");
        Files.writeString(directory.resolve("kustomization.yaml"), "mine");
        analyzer.with("shop/deployment/web/nginx").with("shop/deployment/api/go");
        assertThat(export()).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.endsWith(" is not written: what is there is not Winnow's; move it away"));
        assertThat(resources("shop/kustomization.yaml")).containsExactly("api-go.yaml");
        gone("shop/deployment/web/nginx");
        assertThat(export()).isEqualTo(ExitCode.FAILURE);
        assertThat(directory.resolve("shop/web-nginx.yaml")).hasContent("mine");
        assertThat(directory.resolve("kustomization.yaml")).hasContent("mine");
    }

    @Test
    void aProfileThatCannotBeMadeNowStaysAsItWas() throws IOException {
        analyzer.with("shop/deployment/web/nginx").with("shop/deployment/api/go");
        export();
        Map<String, Object> before = files();
        analyzer.with(summary("shop/deployment/web/nginx", "", List.of("late")));
        assertThat(export()).isZero();
        assertThat(files()).isEqualTo(before);
        assertThat(err).hasToString("winnow: note: shop/deployment/web/nginx is left as it was: a profile would break what it was learned from\n");
    }

    @Test
    void onlyFrozenOnesAreTakenIfThatIsAskedForAndOneThatIsThawedKeepsItsLast() throws IOException {
        analyzer.with("shop/deployment/web/nginx").with("shop/deployment/api/go");
        analyzer.freeze("shop/deployment/web/nginx", ALICE, false).join();
        assertThat(export("--frozen")).isZero();
        assertThat(resources("shop/kustomization.yaml")).containsExactly("web-nginx.yaml");
        Map<String, Object> before = files();
        analyzer.thaw("shop/deployment/web/nginx", ALICE).join();
        assertThat(export("--frozen")).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void ifTheServiceFailsNothingIsChanged() throws IOException {
        analyzer.with("shop/deployment/web/nginx");
        export();
        Map<String, Object> before = files();
        server.close();
        assertThat(export()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void noNameWritesOutsideOfTheDirectory() throws IOException {
        Path victim = Files.writeString(Files.createDirectory(root.resolve("etc")).resolve("x.json"), "mine");
        for (String name : List.of("../../etc/x", "/etc/x", "a/../../etc/x", "../../etc/deployment/../x", "..", ".", "x\0y", "shop/deployment/..\0/..", "\u001b[2J",
                "../pod/../..", "../../etc/pod/x/y", "/etc/pod/x/y", "shop\\..\\..\\etc")) {
            analyzer.with(name);
        }
        WorstNames.ALL.stream().filter(name -> name.length() < 1_000 && !name.isBlank()).forEach(analyzer::with);
        assertThat(export()).as(err.toString()).isZero();
        assertThat(victim).hasContent("mine");
        assertThat(files().keySet()).hasSizeGreaterThan(30).allMatch(file -> file.matches("\\.winnow-export|kustomization\\.yaml|[a-z0-9-]+/[a-z0-9-]+\\.(json|yaml)"));
        try (Stream<Path> beside = Files.list(root)) {
            assertThat(beside).containsExactlyInAnyOrder(directory, victim.getParent(), root.resolve("winnow.sock"));
        }
    }

    @Test
    void aLinkIsNotWrittenThrough() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Path victim = Files.writeString(outside.resolve("web-nginx.yaml"), "mine");
        analyzer.with("shop/deployment/web/nginx").with("pay/deployment/web/nginx").with("pay/deployment/api/go");
        Files.createDirectories(directory.resolve("pay"));
        Files.createSymbolicLink(directory.resolve("shop"), outside);
        Files.createSymbolicLink(directory.resolve("pay/web-nginx.yaml"), victim);
        Files.createSymbolicLink(directory.resolve("pay/.api-go.yaml.unfinished"), victim);
        assertThat(export()).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains("shop/web-nginx.yaml is not written", "pay/web-nginx.yaml is not written");
        assertThat(directory.resolve("pay/api-go.yaml")).isRegularFile();
        assertThat(victim).hasContent("mine");
        assertThat(outside.toFile().list()).containsExactly("web-nginx.yaml");

        // a folder that becomes a link after it was written: nothing is removed through it
        Files.move(directory.resolve("pay/api-go.yaml"), outside.resolve("api-go.yaml"));
        Files.delete(directory.resolve("pay/web-nginx.yaml"));
        Files.delete(directory.resolve("pay/kustomization.yaml"));
        Files.delete(directory.resolve("pay"));
        Files.createSymbolicLink(directory.resolve("pay"), outside);
        gone("pay/deployment/api/go");
        assertThat(export()).isEqualTo(ExitCode.FAILURE);
        assertThat(outside.toFile().list()).containsExactlyInAnyOrder("web-nginx.yaml", "api-go.yaml");
    }

    @Test
    void aListThatNamesFilesElsewhereIsRefusedWhole() throws IOException {
        Path victim = Files.writeString(root.resolve("victim.json"), "mine");
        analyzer.with("shop/deployment/web/nginx");
        for (String line : List.of("../victim.json", victim.toString(), "shop/../../victim.json", "a\0b.json")) {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(".winnow-export"), line + "\n");
            assertThat(export()).isEqualTo(ExitCode.FAILURE);
            assertThat(err.toString()).contains("is not the list that an export wrote").doesNotContain("\0");
        }
        Files.delete(directory.resolve(".winnow-export"));
        Files.createSymbolicLink(directory.resolve(".winnow-export"), victim);
        assertThat(export()).isEqualTo(ExitCode.FAILURE);
        assertThat(victim).hasContent("mine");
        assertThat(directory.toFile().list()).containsExactly(".winnow-export");
    }

    @Test
    void withoutTheListWhatHoldsTheSameIsTakenForItsOwn() throws IOException {
        analyzer.with("shop/deployment/web/nginx");
        export();
        Files.delete(directory.resolve(".winnow-export"));
        assertThat(export()).isZero();
        assertThat(out.toString()).isEqualTo("0 written, 0 removed, 3 unchanged\n");
        gone("shop/deployment/web/nginx");
        export();
        assertThat(files().keySet()).containsExactly(".winnow-export");
    }

    @Test
    void optionsThatDoNotGoTogetherAreSaid() {
        for (String[] more : List.of(new String[] {"web"}, new String[] {"-f", "x"}, new String[] {"--format", "compose"})) {
            assertThat(export(more)).as(String.join(" ", more)).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString()).contains("Try 'winnow export --help'");
        }
        for (List<String> all : List.of(List.of("export"), List.of("export", "--all"), List.of("export", "web", "--frozen"))) {
            assertThat(run(all)).as("%s", all).isEqualTo(ExitCode.USAGE);
        }
    }
}
