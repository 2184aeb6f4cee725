// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.posture.Severity;
import io.winnow.analyzer.publish.FindingDocument;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Which request asks for what of findings. */
final class FindingRoutes {

    private static final Set<String> QUERY = Set.of("since", "severity", "state", "workload", "limit", "after");

    private final FindingApi findings;
    private final Documents documents = new Documents();

    FindingRoutes(FindingApi findings) {
        this.findings = findings;
    }

    /** All that the query names; or a page of them: then a header names the next one (RFC 8288). */
    Answer list(HttpMethod method, Parameters parameters) {
        JsonAnswers.expect(method, HttpMethod.GET);
        parameters.only(QUERY);
        FindingQuery query = query(parameters);
        PageRequest wanted = new PageRequest("/v1/findings?" + again(parameters), parameters);
        return new Answer.Document(findings.list(query).thenApply(found -> {
            PageRequest.Page<FindingDocument> page = wanted.page(found, FindingDocument::id);
            return new Reply(documents.json(page.rows()), page.headers());
        }));
    }

    private static String again(Parameters parameters) {
        return List.of("since", "severity", "state", "workload").stream().filter(name -> !parameters.one(name, "").isEmpty())
                .map(name -> name + "=" + PageRequest.encode(parameters.one(name, "")) + "&").collect(Collectors.joining());
    }

    /** One of them, or a decision about it. */
    Answer one(Request request, List<String> path, Parameters parameters) {
        String id = path.get(1);
        if (path.size() == 2) {
            JsonAnswers.expect(request.method(), HttpMethod.GET);
            parameters.only(Set.of());
            return answer(findings.finding(id));
        }
        JsonAnswers.expect(request.method(), HttpMethod.POST);
        parameters.only(Set.of("reason"));
        String reason = parameters.one("reason", "");
        return switch (path.get(2)) {
            case "acknowledge" -> answer(findings.acknowledge(id, request.by(), reason));
            case "accept" -> answer(findings.accept(id, request.by(), reason));
            default -> throw Routes.unknown("/v1/" + String.join("/", path));
        };
    }

    private Answer answer(CompletableFuture<FindingDocument> finding) {
        return new Answer.Document(finding.thenApply(documents::json).thenApply(Reply::of));
    }

    private static FindingQuery query(Parameters parameters) {
        return new FindingQuery(since(parameters.one("since", "")), severity(parameters.one("severity", "info")), states(parameters.list("state")),
                parameters.one("workload", ""));
    }

    private static Optional<Instant> since(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw ProblemException.badRequest("since is a moment as 2026-11-21T10:00:00Z: since=" + text);
        }
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values()).filter(severity -> severity.label().equals(word)).findFirst()
                .orElseThrow(() -> ProblemException.badRequest("severity is one of info, low, medium, high, critical: severity=" + word));
    }

    private static Set<FindingState> states(List<String> words) {
        Set<FindingState> states = EnumSet.noneOf(FindingState.class);
        for (String word : words) {
            states.add(Arrays.stream(FindingState.values()).filter(state -> state.label().equals(word)).findFirst()
                    .orElseThrow(() -> ProblemException.badRequest("state is one of open, acknowledged, accepted, closed: state=" + word)));
        }
        return states.isEmpty() ? EnumSet.allOf(FindingState.class) : states;
    }
}
