// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.FakeAnalyzer;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
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

/** {@code winnow export --format artifact}, read by skopeo and kept by a registry. */
class ArtifactIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROFILE_TYPE = "application/vnd.cncf.seccomp-profile.config.v1+json";

    @TempDir
    private Path root;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/deployment/web/nginx").withRealProfiles();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path layout;
    private ApiServer server;

    @BeforeEach
    void serve() throws IOException {
        layout = root.resolve("layout");
        server = new ApiServer(root.resolve("winnow.sock"), ApiLimits.DEFAULT, analyzer, new ViolationFeed(10), new ServiceCommands());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int export(Path directory) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute("export", "--socket", root.resolve("winnow.sock").toString(), "shop/deployment/web/nginx", "--format", "artifact",
                "-d", directory.toString(), "--quiet");
    }

    /** As it was printed. */
    private String digest(String what) {
        return out.toString().lines().filter(line -> line.startsWith(what)).map(line -> line.replaceAll(".* ", "")).findFirst().orElseThrow();
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
        return output;
    }

    private static String skopeo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private static byte[] blob(Path layout, String digest) throws IOException {
        return Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/')));
    }

    private static Map<String, String> files(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)).toList()) {
                files.put(directory.relativize(file).toString(), Sha256.hex(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    @Test
    void skopeoCopiesItByDigestAndReadsTheProfile() throws Exception {
        assertThat(export(layout)).as(err.toString()).isZero();
        Path copy = root.resolve("copy");
        for (String what : List.of("profile", "statement")) {
            Path digestFile = root.resolve("digest");
            skopeo("copy", "--digestfile", digestFile.toString(), "oci:" + layout + ":" + what, "oci:" + copy + ":" + what);
            assertThat(digestFile).hasContent(digest(what));
            String raw = skopeo("inspect", "--raw", "oci:" + copy + ":" + what);
            assertThat("sha256:" + Sha256.hex(raw)).isEqualTo(digest(what));
        }
        JsonNode manifest = JSON.readTree(blob(copy, digest("profile")));
        assertThat(manifest.at("/config/mediaType").asText()).isEqualTo(PROFILE_TYPE);
        assertThat(manifest.at("/artifactType").asText()).isEqualTo(PROFILE_TYPE);
        assertThat(manifest.path("layers")).hasSize(1);
        byte[] profile = blob(copy, manifest.at("/layers/0/digest").asText());
        assertThat(new ProfileReader().read(profile).template()).isNotNull();
        assertThat(new String(profile, StandardCharsets.UTF_8)).isEqualTo(analyzer.rendered(ExportFormat.DOCKER, "shop/deployment/web/nginx"));
    }

    @Test
    void theStatementRefersToTheProfileAndSaysItsDigest() throws Exception {
        export(layout);
        JsonNode manifest = JSON.readTree(blob(layout, digest("statement")));
        assertThat(manifest.at("/subject/digest").asText()).isEqualTo(digest("profile"));
        assertThat(manifest.at("/subject/size").asInt()).isEqualTo(blob(layout, digest("profile")).length);
        JsonNode statement = JSON.readTree(blob(layout, manifest.at("/layers/0/digest").asText()));
        assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat("sha256:" + statement.at("/subject/0/digest/sha256").asText()).isEqualTo(digest("profile"));
        assertThat(statement.at("/predicate/workload").asText()).isEqualTo("shop/deployment/web/nginx");
    }

    @Test
    void aRegistryKeepsItAndGivesItBackByDigest() throws Exception {
        export(layout);
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(root.resolve("registry.yml"), """
                version: 0.1
                storage: {filesystem: {rootdirectory: "%s"}}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(root.resolve("registry"), port));
        Process registry = new ProcessBuilder("docker-registry", "serve", settings.toString())
                .redirectErrorStream(true).redirectOutput(root.resolve("registry.log").toFile()).start();
        try {
            await().atMost(Duration.ofMinutes(2)).until(() -> listens(registry, port));
            String repository = "docker://127.0.0.1:" + port + "/profiles/web";
            Path back = root.resolve("back");
            for (String what : List.of("profile", "statement")) {
                skopeo("copy", "--dest-tls-verify=false", "oci:" + layout + ":" + what, repository + ":" + what);
                skopeo("copy", "--src-tls-verify=false", repository + "@" + digest(what), "oci:" + back + ":" + what);
                assertThat(blob(back, digest(what))).isEqualTo(blob(layout, digest(what)));
            }
            try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
                assertThat(blobs).hasSize(5).allSatisfy(each -> assertThat(back.resolve("blobs/sha256").resolve(each.getFileName())).hasSameBinaryContentAs(each));
            }
        } finally {
            registry.destroyForcibly().waitFor();
        }
    }

    private static boolean listens(Process registry, int port) {
        assertThat(registry.isAlive()).isTrue();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theSameProfileGivesTheSameBytesAndNothingIsWrittenAgain() throws Exception {
        export(layout);
        String printed = out.toString();
        Map<String, String> before = files(layout);
        assertThat(export(layout)).isZero();
        assertThat(files(layout)).isEqualTo(before);
        export(root.resolve("other"));
        assertThat(out).hasToString(printed);
    }

    @Test
    void whatIsNotWinnowsIsLeftAlone() throws Exception {
        Files.createDirectories(layout);
        Path index = Files.writeString(layout.resolve("index.json"), "{\"schemaVersion\": 2, \"manifests\": []}");
        assertThat(export(layout)).isEqualTo(ExitCode.FAILURE);
        assertThat(err.toString()).contains(layout + " cannot be written").contains("index.json there is not Winnow's");
        Files.delete(index);
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createSymbolicLink(layout.resolve("blobs"), outside);
        assertThat(export(layout)).isEqualTo(ExitCode.FAILURE);
        assertThat(outside).isEmptyDirectory();
        assertThat(layout.toFile().list()).containsExactly("blobs");
        Files.delete(layout.resolve("blobs"));
        Files.createSymbolicLink(layout.resolve("oci-layout"), Files.writeString(outside.resolve("victim"), "mine"));
        assertThat(export(layout)).isZero();
        assertThat(outside.resolve("victim")).hasContent("mine");
    }

    @Test
    void whatIsMissingIsSaid() {
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setErr(new PrintWriter(err, true));
        assertThat(commandLine.execute("export", "web", "--format", "artifact")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--format artifact writes a directory: name it with --directory");
    }
}
