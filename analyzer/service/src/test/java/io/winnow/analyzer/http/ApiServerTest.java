// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.publish.EventSchemas;
import io.winnow.analyzer.publish.EventStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ApiServerTest {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static final ApiLimits LIMITS =
            new ApiLimits(4, 512, 1024, 2048, Duration.ofSeconds(3), Duration.ofSeconds(3), 64 * 1024);

    @TempDir
    private Path directory;

    private final FakeAnalyzer analyzer = new FakeAnalyzer().with("shop/web").with("a b%2F\u00e9\n");
    private final ViolationFeed feed = new ViolationFeed(3, 256 * 1024);
    private Path socket;
    private ApiServer server;
    private ApiClient client;

    @BeforeEach
    void start() throws IOException {
        socket = directory.resolve("winnow.sock");
        client = new ApiClient(new CheckedRequests(socket));
        server = new ApiServer(socket, LIMITS, analyzer, feed, CommandRunner.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void onlyItsOwnerMayOpenTheSocket() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
    }

    @Test
    void leavesNothingBehind() throws IOException {
        server.close();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void listsWorkloads() throws ApiException {
        assertThat(client.workloads()).extracting(WorkloadSummary::id).containsExactly("a b%2F\u00e9\n", "shop/web");
    }

    @Test
    void showsAWorkloadWhateverItsName() throws ApiException {
        assertThat(client.workload("shop/web").summary().syscalls()).isEqualTo(40);
        assertThat(client.workload("a b%2F\u00e9\n").capabilities()).containsExactly("CAP_CHOWN");
    }

    @Test
    void freezes() throws ApiException {
        assertThat(client.freeze("shop/web", false).state()).isEqualTo("frozen");
    }

    @Test
    void freezesWithTheBaselineOfAnotherVersion() throws ApiException {
        assertThat(client.freezeFrom("shop/web", "web@old & co").state()).isEqualTo("frozen");
        assertThat(analyzer.decision()).startsWith("started from web@old & co by uid ");
    }

    @Test
    void listsWhatWaitsForReview() throws ApiException {
        assertThat(client.pending("shop/web").items()).extracting(PendingDocument.Item::id).containsExactly("0123456789");
    }

    @Test
    void acceptsAndThawsOnBehalfOfTheUserThatTheKernelNames() throws ApiException, IOException {
        String user = "uid " + Files.getAttribute(socket, "unix:uid");
        client.approve("shop/web", Selection.of(List.of("0123456789", "i386 open")), "a & b");
        assertThat(analyzer.decision()).isEqualTo("[0123456789, i386 open] accepted by " + user + ": a & b");
        client.approve("shop/web", Selection.allOf("9876543210"), "");
        assertThat(analyzer.decision()).isEqualTo("all of 9876543210 accepted by " + user);
        client.reject("shop/web", Selection.of(List.of("0123456789")), "no & never");
        assertThat(analyzer.decision()).isEqualTo("[0123456789] rejected by " + user + ": no & never");
        assertThat(client.thaw("shop/web").state()).isEqualTo("learning");
        assertThat(analyzer.decision()).isEqualTo("thawed by " + user);
        assertThat(client.forget("shop/web", "a b&c", true).id()).isEqualTo("shop/web");
        assertThat(analyzer.decision()).isEqualTo("forgotten a b&c, forced by " + user);
    }

    @Test
    void hasAContainerProfiledAndShowsWhatItCalled() throws Exception {
        String user = "uid " + Files.getAttribute(socket, "unix:uid");
        assertThat(asked("POST", "/v1/profiling/web%2F1/start?seconds=30")).contains("\"state\":\"waiting\"", "\"startedBy\":\"" + user + "\"");
        assertThat(asked("GET", "/v1/profiling/web%2F1")).contains("\"name\":\"read\"", "\"EAGAIN\":4", "\"abi\":\"i386\"");
        assertThat(asked("GET", "/v1/profiling/web%2F1?call=read")).contains("\"boundsNanos\":[256,512,1024]");
        assertThat(asked("POST", "/v1/profiling/web%2F1/stop")).contains("\"state\":\"ended\"", "\"stoppedBy\":\"" + user + "\"");
        assertThat(asked("GET", "/v1/profiling")).contains("\"container\":\"web/1\"");
        assertThatThrownBy(() -> asked("POST", "/v1/profiling/web%2F1/stop")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(409));
        assertThatThrownBy(() -> asked("GET", "/v1/profiling/other")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
        assertThatThrownBy(() -> asked("POST", "/v1/profiling/web/start?seconds=0")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(400));
        assertThatThrownBy(() -> asked("POST", "/v1/profiling/web/begin")).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404));
    }

    private String asked(String method, String target) throws ApiException, IOException {
        return new String(new CheckedRequests(socket).ask(method, target).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void rendersAProfileForRuntimes() throws ApiException {
        assertThat(client.profile("shop/web", ProfileRequest.of("docker").withRuntimes(List.of("runc", "crun")))).isEqualTo("{\"runtimes\":\"[runc, crun]\"}\n");
        assertThat(client.profile("shop/web", ProfileRequest.of("docker"))).isEqualTo("{\"runtimes\":\"[]\"}\n");
    }

    @Test
    void passesOnWhatIsWantedOfAProfile() throws ApiException {
        ProfileRequest wanted = new ProfileRequest("docker", List.of("runc"), List.of("mount", "i386 x&y"), List.of("bpf"), true, true, true, true, "exact");
        client.profile("shop/web", wanted);
        assertThat(analyzer.asked()).isEqualTo(wanted);
        client.profile("shop/web", wanted.ofEveryVersion());
        assertThat(analyzer.asked()).isEqualTo(wanted.ofEveryVersion());
        assertThat(client.notes("shop/web", wanted)).containsExactly("ptrace is in use by \u001b[31m");
    }

    @Test
    void anUnknownWorkloadIsNotFound() {
        assertThatThrownBy(() -> client.workload("../../etc/passwd"))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessage("no such workload: id=../../etc/passwd");
    }

    @Test
    void anUnknownFormatIsTheClientsFault() {
        assertThatThrownBy(() -> client.profile("shop/web", ProfileRequest.of("<script>")))
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @Test
    void anAnalyzerThatFailsIsAnAnswerWithoutItsInnards() throws IOException {
        String answer = get("/v1/status");
        assertThat(answer).startsWith("HTTP/1.1 500 ").contains("application/problem+json").doesNotContain("broken");
    }

    @Test
    void anAnalyzerThatDoesNotAnswerIsATimeout() throws IOException {
        analyzer.mute();
        assertThat(get("/v1/workloads")).startsWith("HTTP/1.1 504 ");
    }

    @Test
    void saysWhetherItIsHealthyAndReady() throws IOException {
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("ok\n");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/startupz")).startsWith("HTTP/1.1 200 ");
        analyzer.fail(Probe.READY);
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503 ").contains("no collector has ever written");
    }

    @Test
    void readsMetricsInTheFormThatTheClientWants() throws IOException {
        assertThat(get("/metrics")).startsWith("HTTP/1.1 200 ").contains("content-type: text/plain; version=0.0.4", "winnow_containers ").doesNotContain("# EOF");
        assertThat(RawClient.exchange(socket, "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text;version=1.0.0,*/*;q=0.1\r\n\r\n"))
                .contains("content-type: application/openmetrics-text; version=1.0.0").endsWith("# EOF\n");
    }

    @Test
    void describesItself() throws IOException {
        assertThat(get("/v1/openapi.json")).startsWith("HTTP/1.1 200 ").contains("\"openapi\": \"3.1.0\"");
    }

    @Test
    void servesTheSchemasOfWhatIsPublished() throws IOException {
        assertThat(get("/v1/schemas/asyncapi.json")).startsWith("HTTP/1.1 200 ").contains("\"asyncapi\": \"3.0.0\"");
        assertThat(EventSchemas.names()).hasSize(EventStream.values().length + 1).allSatisfy(name ->
                assertThat(get("/v1/schemas/" + name)).startsWith("HTTP/1.1 200 ").contains("content-type: application/json"));
        assertThat(get("/v1/schemas/..%2fhttp%2fopenapi.json")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void listsContainers() throws ApiException {
        analyzer.running(new ContainerDocument("c0ffee", "web", null, null, null, null, null, null, null, "shop/web", "w-00000000", null, ContainerDocument.RUNNING, false,
                "none", null, "node", Map.of("a\u001b", "</script>"), false));
        assertThat(client.containers()).extracting(ContainerDocument::labels).containsExactly(Map.of("a\u001b", "</script>"));
    }

    @Test
    void aListComesInPagesIfThatIsWanted() throws IOException {
        analyzer.with("z");
        String first = get("/v1/workloads?limit=2");
        Matcher next = Pattern.compile("link: <([^>]+)>; rel=\"next\"").matcher(first);
        assertThat(next.find()).as(first).isTrue();
        assertThat(first).contains("shop/web").doesNotContain("\"z\"");
        assertThat(get(next.group(1))).contains("\"z\"").doesNotContain("shop/web", "link:");
        assertThat(get("/v1/workloads?limit=3")).contains("shop/web", "\"z\"").doesNotContain("link:");
    }

    @Test
    void aListHasWhatALabelSelectorTakesAndItsPagesToo() throws IOException {
        analyzer.with("shop/db").running(labelled("c1", "shop/web", Map.of("app", "web", "tier", "front"))).running(labelled("c/2 &", "shop/web", Map.of("app", "web")))
                .running(labelled("c3", "shop/db", Map.of("app", "db")));
        assertThat(get("/v1/workloads?labelSelector=app%3Dweb")).contains("shop/web").doesNotContain("shop/db");
        assertThat(get("/v1/posture?labelSelector=app+in+(db)&limit=1")).contains("shop/db", "\"host\"").doesNotContain("shop/web");
        assertThat(get("/v1/containers?labelSelector=!tier")).contains("c/2 &", "c3").doesNotContain("\"c1\"");
        Matcher next = Pattern.compile("link: </v1/containers(\\?[^>]+)>; rel=\"next\"").matcher(get("/v1/containers?labelSelector=app&limit=2"));
        assertThat(next.find()).isTrue();
        assertThat(get("/v1/containers" + next.group(1))).contains("c3").doesNotContain("c/2", "link:");
        assertThat(get("/v1/posture?limit=1")).contains("link: </v1/posture?limit=1&after=w-");
    }

    private static ContainerDocument labelled(String id, String workload, Map<String, String> labels) {
        return new ContainerDocument(
                id, id, null, null, null, null, null, null, null, workload, "w-00000000", "2026-11-21T10:00:00Z", "running", false, "filter", null, "node", labels, false);
    }

    @Test
    void whatAClientHasAlreadyIsNotSentAgain() throws IOException {
        Matcher tag = Pattern.compile("etag: (\"[0-9a-f]+\")").matcher(get("/v1/workloads"));
        assertThat(tag.find()).isTrue();
        String again = "GET /v1/workloads HTTP/1.1\r\nIf-None-Match: \"x\", W/" + tag.group(1) + "\r\n\r\n";
        assertThat(RawClient.exchange(socket, again)).startsWith("HTTP/1.1 304 ").contains("etag: " + tag.group(1)).endsWith("\r\n\r\n");
        analyzer.with("new");
        assertThat(RawClient.exchange(socket, again)).startsWith("HTTP/1.1 200 ").contains("\"new\"");
    }

    @Test
    void aBrowserFollowsViolationsAsServerSentEvents() throws Exception {
        violation("{\"id\":1}");
        try (RawClient browser = new RawClient(socket)) {
            browser.send("GET /v1/violations HTTP/1.1\r\nAccept: text/event-stream\r\n\r\n");
            assertThat(browser.readUntil("data: {\"id\":1}")).contains("content-type: text/event-stream");
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nothing, 404", "GET /nothing, 404", "GET /v1, 404", "GET /v1/workloads/a/b/c, 404", "GET /healthz/x, 404",
        "GET /metrics/x, 404", "POST /metrics, 405", "GET /metrics?x=1, 400", "POST /readyz, 405", "POST /v1/openapi.json, 405",
        "GET /v1/workloads?limit=0, 400", "GET /v1/workloads?limit=x, 400", "GET /v1/workloads?limit=99999999999, 400", "GET /v1/workloads?after=w-00000000, 400",
        "GET /v1/workloads?labelSelector=a=b=c, 400", "GET /v1/containers?all=true, 400", "POST /v1/containers, 405", "POST /v1/posture, 405",
        "POST /v1/workloads, 405", "GET /v1/workloads/x/profile?alow=read, 400", "GET /v1/workloads/x/notes?log=perhaps, 400", "GET /v1/workloads/x/accept?all=true, 405",
        "POST /v1/workloads/x/pending, 405", "GET /v1/workloads/x/thaw, 405",
        "POST /v1/workloads/shop%2Fweb/accept, 400", "POST /v1/workloads/shop%2Fweb/accept?all=1&item=1, 400", "POST /v1/workloads/x/accept?all=, 400",
        "GET /v1/workloads/x/freeze, 405", "DELETE /v1/status, 405",
        "GET /v1/workloads?x=1, 400", "GET /v1/violations?follow=perhaps, 400", "GET /v1/violations?follow=true&follow=true, 400",
        "GET /v1/workloads/%zz, 400", "GET /v1/workloads/%c3, 404", "GET /v1/workloads/..%2f..%2fetc%2fpasswd, 404",
        "GET /v1/workloads/%00, 404", "GET /v1/workloads/%3Cscript%3E, 404"
    })
    void answersWhatItDoesNotKnowWithAProblem(String request, int status) throws IOException {
        String answer = RawClient.exchange(socket, request + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("content-type: application/problem+json").doesNotContain("<");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n\r\n\u0000\u0001\u0002", "GET\r\n\r\n", "GET /v9 HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n"})
    void whatIsNotHttpIsRefused(String bytes) throws IOException {
        String answer = RawClient.exchange(socket, bytes);
        assertThat(answer).matches("(?s)HTTP/1\\.1 4[0-9][0-9] .*");
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        assertThat(get("/" + "a".repeat(600))).startsWith("HTTP/1.1 414 ");
        assertThat(RawClient.exchange(socket, "GET / HTTP/1.1\r\nX: " + "a".repeat(2000) + "\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        assertThat(RawClient.exchange(socket, "POST /v1/workloads/x/freeze HTTP/1.1\r\nContent-Length: 100000000\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        String chunk = "400\r\n" + "a".repeat(1024) + "\r\n";
        assertThat(RawClient.exchange(socket, "POST /v1/workloads/x/freeze HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3)))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aConnectionCarriesOneRequestSoThatNothingCanBeSmuggled() throws IOException {
        String second = "GET /v1/workloads HTTP/1.1\r\nHost: x\r\n\r\n";
        String answer = RawClient.exchange(socket,
                "POST /v1/workloads/none/freeze HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second);
        assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("shop/web").doesNotContain("HTTP/1.1 2");
    }

    @Test
    void aRequestThatDoesNotArriveIsGivenUp() throws IOException {
        assertThat(RawClient.exchange(socket, "GET /v1/workloads HTTP/1.1\r\nHost:")).startsWith("HTTP/1.1 408 ");
    }

    @Test
    @Timeout(30)
    void aRequestThatArrivesBitByBitHasNoMoreTimeThanAnother() throws Exception {
        try (RawClient slow = new RawClient(socket)) {
            slow.send("GET /v1/workloads HTTP/1.1\r\nHost: ");
            ScheduledExecutorService dribble = Executors.newSingleThreadScheduledExecutor();
            try {
                dribble.scheduleWithFixedDelay(() -> trickle(slow), 0, 50, TimeUnit.MILLISECONDS);
                assertThat(slow.read("HTTP/1.1 408".length())).isEqualTo("HTTP/1.1 408");
            } finally {
                dribble.shutdownNow();
            }
        }
    }

    private static void trickle(RawClient client) {
        try {
            client.send("a");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // which ends it: the server has closed the connection
        }
    }

    @Test
    void whoHasSentItsRequestInTimeMayListenForLonger() throws Exception {
        try (RawClient follower = new RawClient(socket)) {
            follower.send("GET /v1/violations?follow HTTP/1.1\r\n\r\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isEqualTo(1));
            assertThat(RawClient.exchange(socket, "GET /v1/workloads HTTP/1.1\r\nHost:")).startsWith("HTTP/1.1 408 ");
            assertThat(feed.followers()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionPastTheLimitTakesThePlaceOfTheOneThatHasBeenSlowForLongest() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < LIMITS.connections(); i++) {
                slow.add(new RawClient(socket));
            }
            assertThat(client.workloads()).hasSize(2);
            assertThat(slow.get(0).readAll()).as("closed").isEmpty();
            slow.get(1).send("GET /healthz HTTP/1.1\r\n\r\n");
            assertThat(slow.get(1).readAll()).startsWith("HTTP/1.1 200 ");
        } finally {
            for (RawClient one : slow) {
                one.close();
            }
        }
    }

    @Test
    void survivesRandomBytes() throws Exception {
        Random random = new Random(18);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            try (RawClient raw = new RawClient(socket)) {
                raw.send(new String(bytes, StandardCharsets.ISO_8859_1));
            }
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(client.workloads()).hasSize(2));
    }

    @Test
    void sendsTheNewestViolationsAndEnds() throws ApiException {
        List.of("1", "2", "3", "4").forEach(this::violation);
        List<String> lines = new ArrayList<>();
        client.violations(false, () -> {}, lines::add);
        assertThat(lines).containsExactly("2", "3", "4");
    }

    @Test
    void aFollowerThatHasSeenEnoughEnds() throws ApiException {
        List.of("1", "2").forEach(this::violation);
        List<String> lines = new ArrayList<>();
        client.violations(true, () -> lines.add("answered"), line -> {
            lines.add(line);
            return false;
        });
        assertThat(lines).containsExactly("answered", "1");
    }

    @Test
    void aFollowerHearsOfOldAndNewViolationsWithoutAGapUntilTheServerEnds() throws Exception {
        violation("1");
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Thread follower = new Thread(() -> {
            try {
                client.violations(true, () -> {}, lines::add);
            } catch (ApiException e) {
                lines.add("broke: " + e.getMessage());
            }
        });
        follower.start();
        await().atMost(SOON).untilAsserted(() -> assertThat(lines).containsExactly("1"));
        violation("2");
        violation("3");
        await().atMost(SOON).untilAsserted(() -> assertThat(lines).containsExactly("1", "2", "3"));
        server.close();
        follower.join(10_000);
        assertThat(lines).hasSize(4).last().asString().startsWith("broke: ");
    }

    @Test
    @Timeout(60)
    void aFollowerThatReadsHearsOfEachViolationOfABurst() throws Exception {
        try (RawClient reader = new RawClient(socket)) {
            reader.send("GET /v1/violations?follow HTTP/1.0\r\n\r\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isEqualTo(1));
            for (int i = 0; i < 300; i++) {
                violation("%0700d".formatted(i));
            }
            violation("last");
            assertThat(reader.readUntil("last").lines().filter(line -> line.startsWith("000"))).hasSize(300);
        }
    }

    @Test
    void aFollowerThatDoesNotReadIsCutOff() throws Exception {
        try (RawClient lazy = new RawClient(socket)) {
            lazy.send("GET /v1/violations?follow HTTP/1.1\r\n\r\n");
            String document = "x".repeat(8 * 1024);
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isEqualTo(1));
            await().atMost(SOON).until(() -> {
                violation(document);
                return feed.followers() == 0;
            });
        }
    }

    @Test
    void deafFollowersShareWhatIsKeptForThemAndEachIsCutOffWithOneLine() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(ViolationLines.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(lines);
        try (RawClient one = new RawClient(socket); RawClient other = new RawClient(socket); RawClient third = new RawClient(socket)) {
            one.send("GET /v1/violations?follow HTTP/1.1\r\n\r\n");
            other.send("GET /v1/violations?follow HTTP/1.1\r\n\r\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isEqualTo(2));
            third.send("GET /v1/violations?follow HTTP/1.1\r\n\r\n");
            assertThat(third.readAll()).as("half of the connections may follow").startsWith("HTTP/1.1 503 ");
            String document = "x".repeat(8 * 1024);
            for (int i = 0; i < 1_000; i++) {
                violation(document);
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(feed.followers()).isZero());
            assertThat(lines.list).hasSize(2);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    @Test
    void aThousandClientsThatSendSlowlyKeepNoOtherClientOut() throws Exception {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 1_000; i++) {
                RawClient client = new RawClient(socket);
                slow.add(client);
                client.send("GET /v1/wor");
                if (i % 50 == 0) {
                    assertThat(this.client.workloads()).as("after %d slow ones", i).hasSize(2);
                }
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void anHttp10ClientGetsLinesUpToTheEndOfTheConnection() throws IOException {
        violation("1");
        String answer = RawClient.exchange(socket, "GET /v1/violations HTTP/1.0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("chunked").endsWith("\r\n\r\n1\n");
    }

    @Test
    void theJdksTransportServesAsWell() throws Exception {
        Path other = directory.resolve("nio.sock");
        try (ApiServer nio = new ApiServer(other, Optional.empty(), LIMITS, analyzer, feed, CommandRunner.NONE, Transport.NIO)) {
            nio.start();
            assertThat(new ApiClient(other).workloads()).hasSize(2);
            new ApiClient(other).freeze("shop/web", false);
            assertThat(analyzer.decision()).isEqualTo("frozen by " + Files.getOwner(other).getName());
        }
        assertThat(other).doesNotExist();
    }

    @Test
    void aSocketInUseIsNotTakenOver() {
        ApiServer second = new ApiServer(socket, LIMITS, analyzer, feed, CommandRunner.NONE);
        assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining("another winnow answers").hasMessageContaining(socket.toString());
        second.close();
        assertThat(socket).exists();
    }

    @Test
    void aSocketLeftByAKilledProcessIsReplaced() throws Exception {
        Path stale = directory.resolve("stale.sock");
        try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(stale));
        }
        assertThat(stale).exists();
        try (ApiServer other = new ApiServer(stale, LIMITS, analyzer, feed, CommandRunner.NONE)) {
            other.start();
            assertThat(new ApiClient(stale).workloads()).hasSize(2);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        ApiServer other = new ApiServer(file, LIMITS, analyzer, feed, CommandRunner.NONE);
        assertThatThrownBy(other::start).hasMessageContaining("is not a socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void aPathThatIsTooLongForASocketIsNamed() {
        ApiServer other = new ApiServer(directory.resolve("x".repeat(120)), LIMITS, analyzer, feed, CommandRunner.NONE);
        assertThatThrownBy(other::start).hasMessageContaining("too long").hasMessageContaining("most=107");
    }

    @Test
    void aMissingServiceIsAQuestionToTheUser() {
        ApiClient other = new ApiClient(directory.resolve("none.sock"));
        assertThatThrownBy(other::workloads).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isZero())
                .hasMessage("no service listens on " + directory.resolve("none.sock") + ": is `winnow run` running?");
    }

    private String get(String target) throws IOException {
        return RawClient.exchange(socket, "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    private void violation(String document) {
        feed.add(document.getBytes(StandardCharsets.UTF_8));
    }
}
