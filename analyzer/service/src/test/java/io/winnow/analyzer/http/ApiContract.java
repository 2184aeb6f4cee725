// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds each answer to what {@code openapi.json} says of it. */
final class ApiContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|DELETE|HEAD) (/[^ ?]*)(\\?[^ ]*)? HTTP/1\\.[01]\\r\\n(?s).*");
    private static final Pattern RESPONSE = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) [^\\r]*\\r\\n((?:[^\\r]+\\r\\n)*)\\r\\n((?s).*)");
    private static final JsonNode DOCUMENT = document();
    private static final Map<String, JsonSchema> KNOWN = new TreeMap<>();

    private ApiContract() {}

    static JsonNode document() {
        try {
            return JSON.readTree(OpenApi.document().body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param response the whole of it; one that ended early is not looked at */
    static void check(String request, String response) {
        Matcher answer = RESPONSE.matcher(response);
        if (!answer.matches()) {
            return;
        }
        Matcher asked = REQUEST.matcher(request);
        String status = answer.group(1);
        Map<String, String> headers = headers(answer.group(2));
        Optional<JsonNode> operation = asked.matches() ? operation(asked.group(1), asked.group(2)) : Optional.empty();
        String body = "chunked".equals(headers.get("transfer-encoding")) ? dechunked(answer.group(3)) : answer.group(3);
        check(request.lines().findFirst().orElse(""), operation, status, headers.getOrDefault("content-type", ""), body);
    }

    private static void check(String request, Optional<JsonNode> operation, String status, String type, String body) {
        if (operation.isEmpty()) {
            assertThat(status).as("a request that the document does not know: %s", request).matches("[45].*");
        }
        JsonNode response = operation.map(known -> response(known, status)).orElseGet(() -> DOCUMENT.at("/components/responses/Problem"));
        assertThat(response.isMissingNode()).as("%s is answered with %s, and openapi.json does not say so", request, status).isFalse();
        if (!response.has("content")) {
            assertThat(body).as(request).isEmpty();
            return;
        }
        String media = type.split(";")[0];
        JsonNode content = response.get("content").has(media) ? response.get("content").get(media) : response.at("/content/*~1*");
        assertThat(content.isMissingNode()).as("%s is answered with %s %s, and openapi.json does not say so", request, status, type).isFalse();
        validate(request, content.get("schema"), media, body);
    }

    private static void validate(String request, JsonNode schema, String media, String body) {
        JsonSchema known = KNOWN.computeIfAbsent(schema.toString(), any -> SCHEMAS.getSchema(closed(schema)));
        if (media.endsWith("json") && !media.endsWith("x-ndjson")) {
            assertThat(known.validate(tree(body))).as("%s: %s", request, body).isEmpty();
        } else if (media.endsWith("x-ndjson")) {
            body.lines().filter(line -> line.startsWith("{")).forEach(line -> assertThat(known.validate(tree(line))).as(request).isEmpty());
        } else {
            assertThat(known.validate(JsonNodeFactory.instance.textNode(body))).as("%s: %s", request, body).isEmpty();
        }
    }

    /** The schema with what it refers to. */
    private static JsonNode closed(JsonNode schema) {
        ObjectNode root = schema.isObject() ? ((ObjectNode) schema).deepCopy() : JSON.createObjectNode();
        root.set("components", DOCUMENT.get("components"));
        return root;
    }

    private static JsonNode response(JsonNode operation, String status) {
        JsonNode responses = operation.get("responses");
        JsonNode response = responses.has(status) ? responses.get(status) : responses.path(status.charAt(0) + "XX");
        return response.has("$ref") ? DOCUMENT.at(response.get("$ref").asText().substring(1)) : response;
    }

    private static Optional<JsonNode> operation(String method, String path) {
        for (Map.Entry<String, JsonNode> one : DOCUMENT.get("paths").properties()) {
            if (path.matches(one.getKey().replaceAll("\\{[a-z]+}", "[^/]+").replace(".", "\\."))) {
                return Optional.ofNullable(one.getValue().get(method.toLowerCase(Locale.ROOT)));
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> headers(String lines) {
        Map<String, String> headers = new TreeMap<>();
        lines.lines().forEach(line -> headers.put(line.split(":", 2)[0].toLowerCase(Locale.ROOT), line.split(":", 2)[1].strip()));
        return headers;
    }

    private static String dechunked(String body) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        int end = body.indexOf("\r\n");
        while (end > at && !body.substring(at, end).equals("0")) {
            int size = Integer.parseInt(body.substring(at, end), 16);
            text.append(body, end + 2, Math.min(body.length(), end + 2 + size));
            at = Math.min(body.length(), end + 2 + size + 2);
            end = body.indexOf("\r\n", at);
        }
        return text.toString();
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
