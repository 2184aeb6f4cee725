// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Objects at a server that takes what an API server takes of them: server-side apply, a list by labels, and a deletion. */
class SeccompProfileObjectsTest {

    private static final String PATH = "/apis/security-profiles-operator.x-k8s.io/v1/seccompprofiles";
    private static final String WEB = "shop-deployment-web-nginx-01234567";
    private static final String DOCUMENT = """
            apiVersion: security-profiles-operator.x-k8s.io/v1
            kind: SeccompProfile
            metadata:
              name: any
              annotations:
                winnow.io/workload: shop/deployment/web/nginx@sha256:0123
            spec:
              defaultAction: SCMP_ACT_ERRNO
              syscalls:
              - names: [read]
                action: SCMP_ACT_ALLOW
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<String, JsonNode> stored = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private SeccompProfileObjects objects;
    private volatile int refusal;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Config config = new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/").build();
        objects = new SeccompProfileObjects(ApiAccess.client(config), "prod");
    }

    @AfterEach
    void stop() {
        objects.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + (body.length == 0 ? "" : " " + type));
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (refusal != 0) {
            send(exchange, refusal, json.createObjectNode().put("kind", "Status").put("apiVersion", "v1").put("status", "Failure").put("code", refusal));
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            stored.put(name, json.readTree(body));
            send(exchange, 200, stored.get(name));
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            stored.remove(name);
            send(exchange, 200, json.createObjectNode().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
        } else {
            ObjectNode list = json.createObjectNode().put("kind", "SeccompProfileList").put("apiVersion", "security-profiles-operator.x-k8s.io/v1");
            String query = exchange.getRequestURI().getQuery();
            stored.values().stream().filter(object -> isSelected(object, query)).forEach(list.putArray("items")::add);
            send(exchange, 200, list);
        }
    }

    private static boolean isSelected(JsonNode object, String query) {
        for (String wanted : query.substring(query.indexOf('=') + 1).split(",")) {
            String[] label = wanted.split("=");
            if (!object.at("/metadata/labels").path(label[0]).asText().equals(label[1])) {
                return false;
            }
        }
        return true;
    }

    private void send(HttpExchange exchange, int code, JsonNode answer) throws IOException {
        byte[] bytes = json.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void anObjectIsAppliedByTheServerUnderItsNameWithLabelsThatSayWhoseItIs() throws IOException {
        objects.apply(WEB, DOCUMENT);
        assertThat(asked).singleElement().asString().startsWith("PATCH " + PATH + "/" + WEB + "?")
                .contains("fieldManager=winnow-hub", "force=true", "application/apply-patch+yaml");
        JsonNode object = stored.get(WEB);
        assertThat(object.at("/metadata/name").asText()).isEqualTo(WEB);
        assertThat(object.at("/metadata/labels").toString()).contains("\"app.kubernetes.io/managed-by\":\"winnow\"", "\"winnow.io/cluster\":\"prod\"");
        assertThat(object.at("/metadata/annotations").toString()).contains("shop/deployment/web/nginx@sha256:0123");
        assertThat(object.at("/spec/syscalls/0/names/0").asText()).isEqualTo("read");
    }

    @Test
    void whatIsOfNoWorkloadAnyMoreIsRemovedAndNothingOfOthers() throws IOException {
        objects.apply(WEB, DOCUMENT);
        objects.apply("shop-deployment-db-pg", DOCUMENT);
        new SeccompProfileObjects(ApiAccess.client(new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/").build()),
                "staging").apply("shop-deployment-old-x", DOCUMENT);
        stored.put("hand-made", json.readTree("{\"metadata\": {\"name\": \"hand-made\"}}"));
        objects.retain(Set.of(WEB));
        assertThat(stored).containsOnlyKeys(WEB, "shop-deployment-old-x", "hand-made");
    }

    @Test
    void aServerThatRefusesOrIsAwayIsNamedWithWhatToDo() {
        refusal = 403;
        assertThatThrownBy(() -> objects.apply(WEB, DOCUMENT)).isInstanceOf(IOException.class).hasMessageContaining("127.0.0.1").hasMessageContaining("allow `get`, `list`");
        refusal = 404;
        assertThatThrownBy(() -> objects.apply(WEB, DOCUMENT)).hasMessageContaining("is the Security Profiles Operator installed?");
        server.stop(0);
        assertThatThrownBy(() -> objects.retain(Set.of())).isInstanceOf(IOException.class).hasMessageContaining("did not list and delete");
    }
}
