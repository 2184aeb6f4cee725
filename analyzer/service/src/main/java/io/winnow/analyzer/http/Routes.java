// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.PrincipalDocument;
import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.metric.ExpositionFormat;
import io.winnow.analyzer.page.PageFile;
import io.winnow.analyzer.publish.EventSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Which request asks for what. Version 1 of the surface; a change that breaks a client gets a new prefix. */
final class Routes {

    private static final Set<String> REVIEW = Set.of("item", "all", "reason");
    private static final int LONGEST_ID = 1024;
    private static final Set<String> PROFILE = Set.of("format", "runtime", "allow", "block", "exec-sessions", "no-clone3", "log", "force", "tolerance", "every-version");

    private final AnalyzerApi api;
    private final ViolationFeed feed;
    private final Commands commands;
    private final ApiLimits limits;
    private final Documents documents = new Documents();
    private final JsonAnswers answers = new JsonAnswers(documents);
    private final ListRoutes lists;
    private final ProfilingRoutes profiling;
    private final FindingRoutes findings;

    Routes(AnalyzerApi api, ViolationFeed feed, Commands commands, ApiLimits limits) {
        this.api = api;
        this.feed = feed;
        this.commands = commands;
        this.limits = limits;
        this.lists = new ListRoutes(api, documents);
        this.profiling = new ProfilingRoutes(api.profiling(), answers);
        this.findings = new FindingRoutes(api.findings());
    }

    /**
     * @throws ProblemException if no route takes the request
     */
    Answer answer(Request request) {
        QueryStringDecoder query = new QueryStringDecoder(request.target());
        List<String> path = segments(query.rawPath());
        Parameters parameters = Parameters.of(query);
        String first = path.isEmpty() ? "" : path.get(0);
        if (first.equals("v1")) {
            return versioned(request, path.subList(1, path.size()), parameters);
        }
        Optional<Probe> probe = probe(query.rawPath());
        if (probe.isPresent()) {
            return probed(request, probe.get());
        }
        if (first.equals("metrics") && path.size() == 1) {
            return metrics(request, parameters);
        }
        Optional<PageFile> file = PageFile.at(query.rawPath());
        if (file.isPresent()) {
            JsonAnswers.expect(request.method(), HttpMethod.GET);
            parameters.only(Set.of());
            return page(file.get());
        }
        throw unknown(request.target());
    }

    /** The probe that a path asks for. */
    static Optional<Probe> probe(String path) {
        return Arrays.stream(Probe.values()).filter(probe -> path.equals("/" + probe.path())).findFirst();
    }

    /** Whether those may ask for a path who have not said who they are: Kubernetes' probes have no token, and the page asks its reader for one. */
    static boolean isOpen(String path) {
        return probe(path).isPresent() || PageFile.at(path).isPresent();
    }

    /** Who has not said who they are learn no more than yes or no. */
    private Answer probed(Request request, Probe probe) {
        JsonAnswers.expect(request.method(), HttpMethod.GET);
        api.failing(probe).ifPresent(reason -> {
            throw new ProblemException(503, request.by().equals(Principal.ANONYMOUS) ? "no; `winnow status` says more" : reason);
        });
        return new Answer.Document(CompletableFuture.completedFuture(Reply.of(new Rendering("text/plain", "ok\n"))));
    }

    private static Answer openApi(HttpMethod method, Parameters parameters) {
        JsonAnswers.expect(method, HttpMethod.GET);
        parameters.only(Set.of());
        return new Answer.Document(CompletableFuture.completedFuture(Reply.of(OpenApi.document())));
    }

    /** Of what is published, or the AsyncAPI document that refers to them. */
    private static Answer schema(HttpMethod method, String name, Parameters parameters) {
        String schema = EventSchemas.find(name).orElseThrow(() -> unknown("/v1/schemas/" + name));
        JsonAnswers.expect(method, HttpMethod.GET);
        parameters.only(Set.of());
        return new Answer.Document(CompletableFuture.completedFuture(Reply.of(new Rendering("application/json", schema))));
    }

    private static Answer page(PageFile file) {
        return new Answer.Document(CompletableFuture.completedFuture(Reply.of(new Rendering(file.contentType(), file.text()))));
    }

    private Answer metrics(Request request, Parameters parameters) {
        JsonAnswers.expect(request.method(), HttpMethod.GET);
        parameters.only(Set.of());
        ExpositionFormat format = ExpositionFormat.accepted(request.accept());
        return new Answer.Document(api.metrics().thenApply(readings -> Reply.of(new Rendering(format.contentType(), format.write(readings)))));
    }

    private Answer versioned(Request request, List<String> path, Parameters parameters) {
        HttpMethod method = request.method();
        Principal by = request.by();
        String first = path.isEmpty() ? "" : path.get(0);
        if (first.equals("profiling")) {
            return profiling.answer(request, path.subList(1, path.size()), parameters);
        }
        return switch (first + "/" + path.size()) {
            case "openapi.json/1" -> openApi(method, parameters);
            case "schemas/2" -> schema(method, path.get(1), parameters);
            case "principal/1" -> answers.get(method, parameters, Set.of(), () -> CompletableFuture.completedFuture(PrincipalDocument.of(by)));
            case "fleet/1" -> answers.get(method, parameters, Set.of(), () -> api.inspection().fleet());
            case "status/1" -> answers.get(method, parameters, Set.of(), api::status);
            case "containers/1" -> list(method, () -> lists.containers(parameters));
            case "posture/1" -> list(method, () -> lists.posture(parameters));
            case "posture/2" -> answers.get(method, parameters, Set.of(), () -> api.posture(id(path.get(1))));
            case "workloads/1" -> list(method, () -> lists.workloads(parameters));
            case "workloads/2" -> answers.get(method, parameters, Set.of(), () -> api.workload(id(path.get(1))));
            case "workloads/3" -> ofWorkload(method, id(path.get(1)), path.get(2), parameters, by);
            case "violations/1" -> stream(feed, request, parameters);
            case "findings/1" -> isStream(request, parameters) ? stream(api.findings().feed(), request, parameters) : findings.list(method, parameters);
            case "findings/2", "findings/3" -> findings.one(request, path, parameters);
            case "command/1" -> command(method, parameters, by);
            default -> throw unknown("/v1/" + String.join("/", path));
        };
    }

    private static Answer list(HttpMethod method, Supplier<Answer> answer) {
        JsonAnswers.expect(method, HttpMethod.GET);
        return answer.get();
    }

    private Answer ofWorkload(HttpMethod method, String id, String what, Parameters parameters, Principal by) {
        switch (what) {
            case "profile" -> {
                JsonAnswers.expect(method, HttpMethod.GET);
                return new Answer.Document(api.profile(id, profile(parameters)).thenApply(Reply::of));
            }
            case "notes" -> {
                return answers.get(method, parameters, PROFILE, () -> api.notes(id, profile(parameters)));
            }
            case "pending" -> {
                return answers.get(method, parameters, Set.of(), () -> api.pending(id));
            }
            case "calls" -> {
                return answers.get(method, parameters, Set.of(), () -> api.inspection().calls(id));
            }
            case "discovery" -> {
                return answers.get(method, parameters, Set.of(), () -> api.inspection().discovery(id));
            }
            case "evidence" -> {
                return answers.get(method, parameters, Set.of("of"), () -> api.inspection().evidence(id, parameters.one("of", "")));
            }
            case "risk" -> {
                return answers.get(method, parameters, Set.of(), () -> api.inspection().risk(id));
            }
            case "freeze" -> {
                return answers.post(method, parameters, Set.of("force", "from"), () -> freeze(id, parameters, by));
            }
            case "thaw" -> {
                return answers.post(method, parameters, Set.of(), () -> api.thaw(id, by));
            }
            case "forget" -> {
                return answers.post(method, parameters, Set.of("confirm", "force"),
                        () -> api.forget(id, parameters.one("confirm", ""), parameters.flag("force"), by));
            }
            case "accept" -> {
                return answers.post(method, parameters, REVIEW, () -> api.approve(id, selection(parameters), by, parameters.one("reason", "")));
            }
            case "reject" -> {
                return answers.post(method, parameters, REVIEW, () -> api.reject(id, selection(parameters), by, parameters.one("reason", "")));
            }
            default -> throw unknown("/v1/workloads/" + id + "/" + what);
        }
    }

    private static ProfileRequest profile(Parameters parameters) {
        parameters.only(PROFILE);
        return new ProfileRequest(parameters.one("format", "docker"), parameters.list("runtime"), parameters.list("allow"), parameters.list("block"),
                parameters.flag("exec-sessions"), parameters.flag("no-clone3"), parameters.flag("log"),
                parameters.flag("force"), parameters.one("tolerance", ""), parameters.flag("every-version"));
    }

    private CompletableFuture<?> freeze(String id, Parameters parameters, Principal by) {
        String from = parameters.one("from", "");
        boolean force = parameters.flag("force");
        if (force && !from.isEmpty()) {
            throw ProblemException.badRequest("give either force or from: a baseline that is taken from another workload needs no force");
        }
        return from.isEmpty() ? api.freeze(id, by, force) : api.freezeFrom(id, from, by);
    }

    private static Selection selection(Parameters parameters) {
        return new Selection(parameters.list("item"), parameters.one("all", ""));
    }

    private Answer command(HttpMethod method, Parameters parameters, Principal by) {
        JsonAnswers.expect(method, HttpMethod.POST);
        parameters.only(Set.of("arg"));
        return new Answer.Document(commands.run(parameters.all("arg"), this, by, limits.answerTime()).thenApply(Reply::of));
    }

    private static boolean isStream(Request request, Parameters parameters) {
        return request.accept().contains(Answer.Framing.EVENTS.contentType()) || parameters.flag("follow");
    }

    /** The newest documents, and then each new one if the client follows. */
    private Answer stream(ViolationFeed documents, Request request, Parameters parameters) {
        JsonAnswers.expect(request.method(), HttpMethod.GET);
        parameters.only(Set.of("follow"));
        boolean events = request.accept().contains(Answer.Framing.EVENTS.contentType());
        boolean follow = events || parameters.flag("follow");
        if (follow && documents.followers() >= Math.max(1, limits.connections() / 2)) {
            throw new ProblemException(503, "too many follow already: most=" + Math.max(1, limits.connections() / 2));
        }
        return new Answer.Violations(documents, follow, events ? Answer.Framing.EVENTS : Answer.Framing.LINES);
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

    static String id(String id) {
        if (id.length() > LONGEST_ID) {
            throw ProblemException.notFound("no such workload: the id has " + id.length() + " characters");
        }
        return id;
    }

    static ProblemException unknown(String uri) {
        return ProblemException.notFound("no such resource: " + uri.substring(0, Math.min(uri.length(), LONGEST_ID)));
    }
}
