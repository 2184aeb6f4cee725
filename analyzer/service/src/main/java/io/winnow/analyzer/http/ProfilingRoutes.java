// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.ProfilingApi;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Requests about the calls of containers: {@code /v1/profiling}. */
final class ProfilingRoutes {

    private static final int USUAL_SECONDS = 60;

    private final ProfilingApi api;
    private final JsonAnswers answers;

    ProfilingRoutes(ProfilingApi api, JsonAnswers answers) {
        this.api = api;
        this.answers = answers;
    }

    /** @param path what follows {@code profiling} */
    Answer answer(Request request, List<String> path, Parameters parameters) {
        if (path.isEmpty()) {
            return answers.get(request.method(), parameters, Set.of(), api::list);
        }
        String container = Routes.id(path.get(0));
        return switch (path.size() == 1 ? "" : String.join("/", path.subList(1, path.size()))) {
            case "" -> answers.get(request.method(), parameters, Set.of("call"), () -> api.profiling(container, parameters.one("call", "")));
            case "start" -> answers.post(request.method(), parameters, Set.of("seconds"),
                    () -> api.start(container, Duration.ofSeconds(parameters.number("seconds", USUAL_SECONDS)), request.by()));
            case "stop" -> answers.post(request.method(), parameters, Set.of(), () -> api.stop(container, request.by()));
            default -> throw Routes.unknown("/v1/profiling/" + String.join("/", path));
        };
    }
}
