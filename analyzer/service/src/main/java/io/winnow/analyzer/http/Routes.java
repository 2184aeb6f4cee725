// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.api.WorkloadSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Which request asks for what. Version 1 of the surface; a change that breaks a client gets a new prefix. */
final class Routes {

    private static final int LONGEST_ID = 1024;
    private static final Set<String> PROFILE = Set.of("format", "runtime", "allow", "block", "exec-sessions", "no-clone3", "log", "force");

    private final AnalyzerApi api;
    private final ViolationFeed feed;
    private final Commands commands;
    private final ApiLimits limits;
    private final Documents documents = new Documents();

    Routes(AnalyzerApi api, ViolationFeed feed, Commands commands, ApiLimits limits) {
        this.api = api;
        this.feed = feed;
        this.commands = commands;
        this.limits = limits;
    }

    /**
     * @param by who asks
     * @throws ProblemException if no route takes the request
     */
    Answer answer(HttpMethod method, String uri, Principal by) {
        QueryStringDecoder query = new QueryStringDecoder(uri);
        List<String> path = segments(query.rawPath());
        Map<String, List<String>> parameters = parameters(query);
        return switch (path.isEmpty() ? "" : path.get(0)) {
            case "healthz" -> health(method, path, Optional.empty());
            case "readyz" -> health(method, path, api.unready());
            case "v1" -> versioned(method, path.subList(1, path.size()), parameters, by);
            default -> throw unknown(uri);
        };
    }

    private Answer health(HttpMethod method, List<String> path, Optional<String> lastError) {
        expect(method, HttpMethod.GET);
        if (path.size() != 1) {
            throw ProblemException.notFound("no such resource");
        }
        if (lastError.isPresent()) {
            throw new ProblemException(503, "not ready: " + lastError.get());
        }
        return new Answer.Document(CompletableFuture.completedFuture(new Rendering("text/plain", "ok\n")));
    }

    private Answer versioned(HttpMethod method, List<String> path, Map<String, List<String>> parameters, Principal by) {
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (first + "/" + path.size()) {
            case "status/1" -> get(method, parameters, Set.of(), api::status);
            case "containers/1" -> get(method, parameters, Set.of(), api::containers);
            case "posture/1" -> get(method, parameters, Set.of(), api::posture);
            case "posture/2" -> get(method, parameters, Set.of(), () -> api.posture(id(path.get(1))));
            case "workloads/1" -> get(method, parameters, Set.of("all"), () -> workloads(flag(parameters, "all")));
            case "workloads/2" -> get(method, parameters, Set.of(), () -> api.workload(id(path.get(1))));
            case "workloads/3" -> ofWorkload(method, id(path.get(1)), path.get(2), parameters, by);
            case "violations/1" -> violations(method, parameters);
            case "command/1" -> command(method, parameters, by);
            default -> throw unknown("/v1/" + String.join("/", path));
        };
    }

    /** @param all those of pause containers, too */
    private CompletableFuture<List<WorkloadSummary>> workloads(boolean all) {
        return api.workloads().thenApply(known -> known.stream().filter(workload -> all || !workload.identity().pause()).toList());
    }

    private Answer ofWorkload(HttpMethod method, String id, String what, Map<String, List<String>> parameters, Principal by) {
        switch (what) {
            case "profile" -> {
                expect(method, HttpMethod.GET);
                return new Answer.Document(api.profile(id, profile(parameters)));
            }
            case "notes" -> {
                return get(method, parameters, PROFILE, () -> api.notes(id, profile(parameters)));
            }
            case "pending" -> {
                return get(method, parameters, Set.of(), () -> api.pending(id));
            }
            case "freeze" -> {
                return post(method, parameters, Set.of("force"), () -> api.freeze(id, by, flag(parameters, "force")));
            }
            case "thaw" -> {
                return post(method, parameters, Set.of(), () -> api.thaw(id, by));
            }
            case "forget" -> {
                return post(method, parameters, Set.of("confirm", "force"),
                        () -> api.forget(id, one(parameters, "confirm", ""), flag(parameters, "force"), by));
            }
            case "accept" -> {
                return post(method, parameters, Set.of("item", "all", "reason"), () -> approve(id, parameters, by));
            }
            default -> throw unknown("/v1/workloads/" + id + "/" + what);
        }
    }

    private static ProfileRequest profile(Map<String, List<String>> parameters) {
        only(parameters, PROFILE);
        return new ProfileRequest(one(parameters, "format", "docker"), list(parameters, "runtime"), list(parameters, "allow"), list(parameters, "block"),
                flag(parameters, "exec-sessions"), flag(parameters, "no-clone3"), flag(parameters, "log"),
                flag(parameters, "force"));
    }

    private CompletableFuture<?> approve(String id, Map<String, List<String>> parameters, Principal by) {
        String listing = one(parameters, "all", "");
        List<String> items = list(parameters, "item");
        if (listing.isEmpty() == items.isEmpty()) {
            throw ProblemException.badRequest("give either items to accept, item=ID,ID, or all=LISTING as the pending document names it");
        }
        String reason = one(parameters, "reason", "");
        return items.isEmpty() ? api.approveAll(id, listing, by, reason) : api.approve(id, items, by, reason);
    }

    private Answer command(HttpMethod method, Map<String, List<String>> parameters, Principal by) {
        expect(method, HttpMethod.POST);
        only(parameters, Set.of("arg"));
        return new Answer.Document(commands.run(parameters.getOrDefault("arg", List.of()), this, by, limits.answerTime()));
    }

    private Answer violations(HttpMethod method, Map<String, List<String>> parameters) {
        expect(method, HttpMethod.GET);
        only(parameters, Set.of("follow"));
        boolean follow = flag(parameters, "follow");
        if (follow && feed.followers() >= Math.max(1, limits.connections() / 2)) {
            throw new ProblemException(503, "too many follow already: most=" + Math.max(1, limits.connections() / 2));
        }
        return new Answer.Violations(feed, follow);
    }

    private Answer get(
            HttpMethod method, Map<String, List<String>> parameters, Set<String> known, Supplier<CompletableFuture<?>> question) {
        expect(method, HttpMethod.GET);
        only(parameters, known);
        return new Answer.Document(question.get().thenApply(documents::json));
    }

    private Answer post(
            HttpMethod method, Map<String, List<String>> parameters, Set<String> known, Supplier<CompletableFuture<?>> action) {
        expect(method, HttpMethod.POST);
        only(parameters, known);
        return new Answer.Document(action.get().thenApply(documents::json));
    }

    private static void expect(HttpMethod method, HttpMethod expected) {
        if (!method.equals(expected)) {
            throw new ProblemException(405, "use " + expected);
        }
    }

    private static void only(Map<String, List<String>> parameters, Set<String> known) {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                throw ProblemException.badRequest("unknown parameter: name=" + name);
            }
        }
    }

    private static String one(Map<String, List<String>> parameters, String name, String otherwise) {
        List<String> values = parameters.getOrDefault(name, List.of(otherwise));
        if (values.size() > 1) {
            throw ProblemException.badRequest("given more than once: name=" + name);
        }
        return values.get(0);
    }

    /** The name alone means yes. */
    private static boolean flag(Map<String, List<String>> parameters, String name) {
        String value = one(parameters, name, "false");
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default -> throw ProblemException.badRequest(name + " is true or false: " + name + "=" + value);
        };
    }

    private static List<String> list(Map<String, List<String>> parameters, String name) {
        String joined = one(parameters, name, "");
        return joined.isEmpty() ? List.of() : Arrays.asList(joined.split(","));
    }

    private static Map<String, List<String>> parameters(QueryStringDecoder query) {
        try {
            return query.parameters();
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("malformed query: " + e.getMessage());
        }
    }

    /** Decoded one by one, so that an id may hold an encoded slash. */
    private static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.split("/")) {
            if (!segment.isEmpty()) {
                try {
                    segments.add(QueryStringDecoder.decodeComponent(segment.replace("+", "%2B")));
                } catch (IllegalArgumentException e) {
                    throw ProblemException.badRequest("malformed path: " + e.getMessage());
                }
            }
        }
        return segments;
    }

    private static String id(String id) {
        if (id.length() > LONGEST_ID) {
            throw ProblemException.notFound("no such workload: the id has " + id.length() + " characters");
        }
        return id;
    }

    private static ProblemException unknown(String uri) {
        return ProblemException.notFound("no such resource: " + uri.substring(0, Math.min(uri.length(), LONGEST_ID)));
    }
}
