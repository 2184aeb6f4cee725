// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ViolationFeed;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over TCP. */
class NetworkApiTest {

    private static final ApiLimits LIMITS = new ApiLimits(4, 512, 1024, 2048, Duration.ofSeconds(3), Duration.ofSeconds(3), 64 * 1024);
    private static final String VIEWER = "t0k3n of a viewer";
    private static final String OPERATOR = "t0k3n of an operator";

    @TempDir
    private Path directory;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web");
    private ApiServer server;
    private InetSocketAddress address;

    private void start(Optional<NetworkSettings.Tls> tls, Optional<Path> principals) throws IOException {
        NetworkSettings settings = new NetworkSettings(NetworkSettings.parse("127.0.0.1:0"), Set.of("Winnow.example"), tls, principals);
        server = new ApiServer(directory.resolve("w.sock"), Optional.of(settings), LIMITS, analyzer, new ViolationFeed(3), CommandRunner.NONE);
        server.start();
        address = server.networkAddress().orElseThrow();
    }

    private void startForAll() throws IOException {
        start(Optional.empty(), Optional.empty());
    }

    private void startForPrincipals() throws Exception {
        start(Optional.empty(), Optional.of(principals("# who may ask", "", "grafana:viewer:" + sha256(VIEWER), "alice:operator:" + sha256(OPERATOR))));
    }

    private Path principals(String... lines) throws IOException {
        Path file = Files.write(directory.resolve("principals"), List.of(lines));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        return file;
    }

    private static String sha256(String token) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void onlyWhatIsConfiguredListens() throws IOException {
        server = new ApiServer(directory.resolve("w.sock"), LIMITS, analyzer, new ViolationFeed(3), CommandRunner.NONE);
        server.start();
        assertThat(server.networkAddress()).isEmpty();
    }

    /** Before the reader has said who he is: the page asks him. */
    @Test
    void thePageAndItsFilesAreServedToEachAndNothingBesideThem() throws Exception {
        startForPrincipals();
        assertThat(ask("GET /", "")).startsWith("HTTP/1.1 200 ").contains("content-type: text/html", "script-src 'self'", "trusted-types 'none'").doesNotContain("shop/web");
        assertThat(ask("GET /page/app.js", "")).startsWith("HTTP/1.1 200 ").contains("content-type: text/javascript", "etag: ");
        assertThat(ask("GET /page/preact-hooks.js", "")).startsWith("HTTP/1.1 200 ").contains("from\"./preact.js\"");
        assertThat(ask("POST /", bearer(OPERATOR))).startsWith("HTTP/1.1 405 ");
        for (String path : List.of("/page/", "/page/index.html", "/page/..%2fPageFile.class", "/page/../PageFile.class", "/page/libraries.properties", "/page/none.js")) {
            assertThat(ask("GET " + path, bearer(VIEWER))).as(path).startsWith("HTTP/1.1 404 ");
            assertThat(ask("GET " + path, "")).as(path).startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void whoAsksCanAskWhoThatIs() throws Exception {
        startForPrincipals();
        assertThat(ask("GET /v1/principal", bearer(OPERATOR))).contains("{\"name\":\"alice\",\"role\":\"operator\"}");
        assertThat(ask("GET /v1/principal", bearer(VIEWER))).contains("{\"name\":\"grafana\",\"role\":\"viewer\"}");
        assertThat(ask("GET /v1/principal", "")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void closerLooksAreAnsweredAsTheyAreDescribed() throws Exception {
        startForAll();
        assertThat(ask("GET /v1/fleet", "")).contains("\"syscallsUsed\":61");
        assertThat(ask("GET /v1/workloads/shop%2Fweb/calls", "")).contains("\"name\":\"mount\"");
        assertThat(ask("GET /v1/workloads/shop%2Fweb/discovery", "")).contains("\"unseenAtLeast\":0.25");
        assertThat(ask("GET /v1/workloads/shop%2Fweb/evidence?of=read", "")).contains("\"subject\":\"read\"");
        assertThat(ask("GET /v1/workloads/shop%2Fweb/evidence", "")).startsWith("HTTP/1.1 400 ");
        assertThat(ask("GET /v1/workloads/shop%2Fweb/risk", "")).contains("\"id\":\"CVE-2016-5195\"");
        assertThat(ask("GET /v1/workloads/none/calls", "")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void withoutPrincipalsEachMayLookAndNoneMayDecide() throws IOException {
        startForAll();
        assertThat(ask("GET /v1/workloads", "")).startsWith("HTTP/1.1 200 ").contains("shop/web");
        assertThat(ask("GET /metrics", "")).startsWith("HTTP/1.1 200 ").contains("winnow_containers");
        assertThat(ask("POST /v1/workloads/shop%2Fweb/freeze", "")).startsWith("HTTP/1.1 403 ").contains("anonymous may not decide anything");
        assertThat(analyzer.decision()).isNull();
    }

    @Test
    void aTokenSaysWhoDecidesAndWhoMayNot() throws Exception {
        startForPrincipals();
        assertThat(ask("GET /v1/workloads", bearer(VIEWER))).startsWith("HTTP/1.1 200 ");
        assertThat(ask("POST /v1/workloads/shop%2Fweb/freeze", bearer(VIEWER))).startsWith("HTTP/1.1 403 ").contains("grafana may not decide anything");
        assertThat(ask("POST /v1/profiling/web/start", bearer(VIEWER))).startsWith("HTTP/1.1 403 ");
        assertThat(ask("POST /v1/workloads/shop%2Fweb/freeze", bearer(OPERATOR))).startsWith("HTTP/1.1 200 ");
        assertThat(analyzer.decision()).isEqualTo("frozen by alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer \r\n", "Authorization: Bearer wrong\r\n", "Authorization: Basic YTpi\r\n", "Authorization: t0k3n of a viewer\r\n"})
    void whoIsNotKnownIsNotAnswered(String header) throws Exception {
        startForPrincipals();
        for (String request : List.of("GET /v1/workloads", "GET /metrics", "POST /v1/workloads/shop%2Fweb/thaw", "GET /v1/violations?follow", "GET /nothing")) {
            assertThat(ask(request, header)).startsWith("HTTP/1.1 401 ").contains("www-authenticate: Bearer").doesNotContain("shop");
        }
    }

    @Test
    void probesNeedNoTokenAndSayNoMoreThanYesOrNo() throws Exception {
        startForPrincipals();
        analyzer.fail(Probe.READY);
        assertThat(ask("GET /healthz", "")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /startupz", "")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /readyz", "")).startsWith("HTTP/1.1 503 ").doesNotContain("collector", "queue");
    }

    @Test
    void noCommandLineIsCarriedOut() throws Exception {
        startForPrincipals();
        assertThat(ask("POST /v1/command?arg=status", bearer(OPERATOR))).startsWith("HTTP/1.1 501 ");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 200", "127.0.0.1:1, 200", "localhost:8080, 200", "LOCALHOST, 200", "winnow.example:9464, 200",
        "evil.example, 421", "127.0.0.1.evil.example, 421", "10.0.0.1, 421", "[::1], 421", "winnow.example.evil, 421", "'', 421"
    })
    void aRequestForAnotherHostIsMisdirected(String host, int status) throws IOException {
        startForAll();
        assertThat(RawClient.exchange(address, "GET /v1/workloads HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void aRequestNamesOneHost() throws IOException {
        startForAll();
        assertThat(RawClient.exchange(address, "GET /v1/workloads HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(RawClient.exchange(address, "GET /v1/workloads HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void anotherPageInTheBrowserMayNotDecide() throws Exception {
        startForPrincipals();
        String decision = "POST /v1/workloads/shop%2Fweb/freeze";
        assertThat(ask(decision, bearer(OPERATOR) + "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(ask(decision, bearer(OPERATOR) + "Origin: null\r\n")).startsWith("HTTP/1.1 403 ");
        assertThat(analyzer.decision()).isNull();
        assertThat(ask(decision, bearer(OPERATOR) + "Origin: http://localhost\r\n")).startsWith("HTTP/1.1 200 ");
        assertThat(ask("GET /v1/workloads", bearer(VIEWER) + "Origin: https://evil.example\r\n")).doesNotContain("access-control");
    }

    @Test
    void boundsAreThoseOfTheSocket() throws IOException {
        startForAll();
        assertThat(ask("POST /v1/workloads/x/freeze", "Content-Length: 104857600\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(ask("GET /" + "a".repeat(600), "")).startsWith("HTTP/1.1 414 ");
        assertThat(ask("GET /", "X: " + "a".repeat(2000) + "\r\n")).startsWith("HTTP/1.1 431 ");
        String smuggled = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/workloads HTTP/1.1\r\nHost: localhost\r\n";
        assertThat(ask("POST /v1/workloads/none/freeze", smuggled)).startsWith("HTTP/1.1 4").doesNotContain("shop/web").doesNotContain("HTTP/1.1 2");
    }

    @Test
    void aThousandSlowClientsKeepNoOtherClientOut() throws IOException {
        startForAll();
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                slow.add(new RawClient(address));
                slow.get(i).send("GET /v1/wor");
                if (i % 100 == 0) {
                    assertThat(ask("GET /v1/workloads", "")).as("after %d slow ones", i).startsWith("HTTP/1.1 200 ");
                    assertThat(RawClient.exchange(directory.resolve("w.sock"), "GET /v1/workloads HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
                }
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void overTlsATokenOrACertificateSaysWhoAsks() throws Exception {
        Certificates certificates = new Certificates(directory).signed("server", "CN=winnow", "san=ip:127.0.0.1").signed("bob", "CN=bob,O=x", "bc=ca:false")
                .signed("eve", "CN=eve", "bc=ca:false");
        Certificates forged = new Certificates(directory.resolve("forged")).signed("bob", "CN=bob", "bc=ca:false");
        start(Optional.of(new NetworkSettings.Tls(certificates.certificate("server"), certificates.key("server"), Optional.of(certificates.certificate("ca")))),
                Optional.of(principals("bob:operator:certificate", "alice:operator:" + sha256(OPERATOR))));
        String decision = "POST /v1/workloads/shop%2Fweb/freeze HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        assertThat(overTls(certificates, "bob", decision)).startsWith("HTTP/1.1 200 ");
        assertThat(analyzer.decision()).isEqualTo("frozen by bob");
        assertThat(overTls(certificates, "", decision + bearer(OPERATOR))).startsWith("HTTP/1.1 200 ");
        assertThat(analyzer.decision()).isEqualTo("frozen by alice");
        assertThat(overTls(certificates, "", decision)).startsWith("HTTP/1.1 401 ");
        assertThat(overTls(certificates, "eve", decision)).startsWith("HTTP/1.1 403 ");
        assertThatThrownBy(() -> overTls(certificates, forged, "bob", decision)).isInstanceOf(IOException.class);
        assertThat(RawClient.exchange(address, decision + "\r\n")).as("not over TLS").doesNotContain("HTTP/1.1 2");
        assertThat(overTls(certificates, "bob", decision)).startsWith("HTTP/1.1 200 ");
    }

    private String overTls(Certificates certificates, String alias, String head) throws Exception {
        return overTls(certificates, certificates, alias, head);
    }

    private String overTls(Certificates certificates, Certificates own, String alias, String head) throws Exception {
        try (RawClient client = new RawClient(certificates.connect(address, own, alias))) {
            return client.exchange(head + "\r\n");
        }
    }

    @Test
    void aCertificateThatIsNoneIsNamed() throws Exception {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> start(Optional.of(new NetworkSettings.Tls(empty, empty, Optional.empty())), Optional.of(principals())))
                .isInstanceOf(IOException.class).hasMessageContaining("TLS is not possible").hasMessageContaining(empty.toString());
        assertThat(directory.resolve("w.sock")).doesNotExist();
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws Exception {
        startForAll();
        NetworkSettings same = new NetworkSettings(address, Set.of(), Optional.empty(), Optional.empty());
        try (ApiServer other = new ApiServer(directory.resolve("o.sock"), Optional.of(same), LIMITS, analyzer, new ViolationFeed(3), CommandRunner.NONE)) {
            assertThatThrownBy(other::start).isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + address.getPort()).hasMessageContaining("api.network.address");
        }
    }

    @Test
    void aFileOfPrincipalsThatOthersMayReadIsRefused() throws Exception {
        Path file = principals("a:viewer:certificate");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Principals.read(file)).isInstanceOf(IOException.class).hasMessageContaining("chmod o= " + file);
        assertThatThrownBy(() -> Principals.read(directory.resolve("none"))).isInstanceOf(IOException.class).hasMessageContaining("none cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a:viewer", "a:admin:certificate", "a:viewer:secret", "uid 0:operator:certificate", ":viewer:certificate", "a:viewer:certificate:x"})
    void aLineThatIsNoPrincipalIsNamed(String line) throws IOException {
        Path file = principals("# one", line);
        assertThatThrownBy(() -> Principals.read(file)).isInstanceOf(IOException.class).hasMessageStartingWith("line 2 of " + file + " is not NAME:viewer:PROOF");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:9464", "[::]:9464", "10.1.2.3:1"})
    void anAddressThatOthersReachTakesTlsAndPrincipals(String text) {
        InetSocketAddress open = NetworkSettings.parse(text);
        Optional<NetworkSettings.Tls> tls = Optional.of(new NetworkSettings.Tls(Path.of("c"), Path.of("k"), Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetworkSettings(open, Set.of(), Optional.empty(), Optional.empty())).withMessageContaining("127.0.0.1:");
        assertThatIllegalArgumentException().isThrownBy(() -> new NetworkSettings(open, Set.of(), tls, Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new NetworkSettings(open, Set.of(), Optional.empty(), Optional.of(Path.of("p"))));
        assertThat(new NetworkSettings(open, Set.of(), tls, Optional.of(Path.of("p"))).address()).isEqualTo(open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9464", "winnow.example:9464", "127.0.0.1", "127.0.0.1:65536", "127.0.0.1:x", "1.2.3:5", ":9464"})
    void whatIsNoAddressIsNamed(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> NetworkSettings.parse(text)).withMessageStartingWith("address=" + text + ": must be");
    }

    private String ask(String request, String headers) throws IOException {
        return RawClient.exchange(address, request + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }
}
