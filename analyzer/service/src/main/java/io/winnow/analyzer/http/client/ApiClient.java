// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http.client;

import com.fasterxml.jackson.core.type.TypeReference;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.TolerantJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Asks a running analyzer over its socket. Each call is a connection of its own.
 *
 * <p>All calls throw {@link ApiException}: with a message for the user if no service listens or the connection breaks, and with the
 * analyzer's own words if it refuses.
 */
public final class ApiClient {

    private static final int BAD_REQUEST = 400;

    private final Requests requests;

    public ApiClient(Path socket) {
        this(new SocketRequests(socket));
    }

    /** @param requests how they reach the analyzer */
    public ApiClient(Requests requests) {
        this.requests = requests;
    }

    public List<WorkloadSummary> workloads() throws ApiException {
        return workloads(false);
    }

    /** @param all those of pause containers, too */
    public List<WorkloadSummary> workloads(boolean all) throws ApiException {
        return read(request("GET", "/v1/workloads" + (all ? "?all" : "")), new TypeReference<>() {});
    }

    public WorkloadDetail workload(String id) throws ApiException {
        return read(request("GET", workloadPath(id)), new TypeReference<>() {});
    }

    /** Those that run now. */
    public List<ContainerDocument> containers() throws ApiException {
        return read(request("GET", "/v1/containers"), new TypeReference<>() {});
    }

    /** The profile's text. */
    public String profile(String id, ProfileRequest wanted) throws ApiException {
        return request("GET", workloadPath(id) + "/profile?" + query(wanted));
    }

    /** What to know before using that profile. */
    public List<String> notes(String id, ProfileRequest wanted) throws ApiException {
        return read(request("GET", workloadPath(id) + "/notes?" + query(wanted)), new TypeReference<>() {});
    }

    private static String query(ProfileRequest wanted) {
        return "format=" + encode(wanted.format())
                + list("runtime", wanted.runtimes()) + list("allow", wanted.allow()) + list("block", wanted.block())
                + flag("exec-sessions", wanted.execSessions()) + flag("no-clone3", wanted.withoutClone3()) + flag("log", wanted.log())
                + flag("force", wanted.force()) + flag("every-version", wanted.everyVersion())
                + (wanted.tolerance().isEmpty() ? "" : "&tolerance=" + encode(wanted.tolerance()));
    }

    private static String list(String name, List<String> values) {
        return values.isEmpty() ? "" : "&" + name + "=" + encode(String.join(",", values));
    }

    private static String flag(String name, boolean set) {
        return set ? "&" + name : "";
    }

    public PendingDocument pending(String id) throws ApiException {
        return read(request("GET", workloadPath(id) + "/pending"), new TypeReference<>() {});
    }

    /** @param reason in the operator's words; empty if none was given */
    public WorkloadSummary approve(String id, Selection selection, String reason) throws ApiException {
        return read(request("POST", workloadPath(id) + "/accept?" + query(selection, reason)), new TypeReference<>() {});
    }

    /** @param reason in the operator's words; empty if none was given */
    public WorkloadSummary reject(String id, Selection selection, String reason) throws ApiException {
        return read(request("POST", workloadPath(id) + "/reject?" + query(selection, reason)), new TypeReference<>() {});
    }

    private static String query(Selection selection, String reason) {
        String what = selection.items().isEmpty() ? "all=" + encode(selection.listing()) : "item=" + encode(String.join(",", selection.items()));
        return what + "&reason=" + encode(reason);
    }

    public WorkloadSummary thaw(String id) throws ApiException {
        return read(request("POST", workloadPath(id) + "/thaw"), new TypeReference<>() {});
    }

    /**
     * @param confirmed the workload's short id or whole name
     * @param force though it is frozen or has containers
     */
    public WorkloadSummary forget(String id, String confirmed, boolean force) throws ApiException {
        return read(request("POST", workloadPath(id) + "/forget?confirm=" + encode(confirmed) + flag("force", force)), new TypeReference<>() {});
    }

    /** @param force whatever the baseline lacks */
    public WorkloadSummary freeze(String id, boolean force) throws ApiException {
        return read(request("POST", workloadPath(id) + "/freeze" + (force ? "?force" : "")), new TypeReference<>() {});
    }

    /** @param other the workload whose frozen baseline it starts from */
    public WorkloadSummary freezeFrom(String id, String other) throws ApiException {
        return read(request("POST", workloadPath(id) + "/freeze?from=" + encode(other)), new TypeReference<>() {});
    }

    /** Of every workload, and of the host. */
    public PostureDocument posture() throws ApiException {
        return read(request("GET", "/v1/posture"), new TypeReference<>() {});
    }

    /** Of one workload, and of the host. */
    public PostureDocument posture(String id) throws ApiException {
        return read(request("GET", "/v1/posture/" + named(id)), new TypeReference<>() {});
    }

    /** Findings, what changed last first. @param query parameters that {@code openapi.json} lists; empty for all */
    public List<FindingDocument> findings(Map<String, String> query) throws ApiException {
        return read(request("GET", "/v1/findings?" + query.entrySet().stream().map(each -> each.getKey() + "=" + encode(each.getValue()))
                .collect(Collectors.joining("&"))), new TypeReference<>() {});
    }

    public FindingDocument finding(String id) throws ApiException {
        return read(request("GET", "/v1/findings/" + encode(id)), new TypeReference<>() {});
    }

    /** @param decision {@code acknowledge} or {@code accept} */
    public FindingDocument decide(String id, String decision, String reason) throws ApiException {
        return read(request("POST", "/v1/findings/" + encode(id) + "/" + decision + "?reason=" + encode(reason)), new TypeReference<>() {});
    }

    public StatusDocument status() throws ApiException {
        return read(request("GET", "/v1/status"), new TypeReference<>() {});
    }

    /**
     * Hands out violation documents, the recent ones first.
     *
     * @param follow goes on with new ones until the analyzer ends
     * @param answered runs when the analyzer has answered, before the first
     * @param receiver of lines of JSON; says whether it wants more
     */
    public void violations(boolean follow, Runnable answered, Predicate<String> receiver) throws ApiException {
        lines("/v1/violations?follow=" + follow, answered, receiver);
    }

    /** Hands out updates of findings, the recent ones first, until the analyzer ends; otherwise as {@link #violations}. */
    public void followFindings(Runnable answered, Predicate<String> receiver) throws ApiException {
        lines("/v1/findings?follow=true", answered, receiver);
    }

    private void lines(String target, Runnable answered, Predicate<String> receiver) throws ApiException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(requests.ask("GET", target), StandardCharsets.UTF_8))) {
            answered.run();
            String line = lines.readLine();
            while (line != null && receiver.test(line)) {
                line = lines.readLine();
            }
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private String request(String method, String target) throws ApiException {
        try (InputStream body = requests.ask(method, target)) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) throws ApiException {
        try {
            return TolerantJson.TOLERANT.readValue(text, type);
        } catch (IOException e) {
            throw new ApiException("the answer on " + requests.description() + " is not what this version understands: is `winnow run` of another version?", e);
        }
    }

    private ApiException broken(IOException e) {
        return new ApiException("the connection to " + requests.description() + " broke (" + IoReason.of(e) + "): is `winnow run` still running?", e);
    }

    private static String workloadPath(String id) throws ApiException {
        return "/v1/workloads/" + named(id);
    }

    private static String named(String id) throws ApiException {
        if (id.isBlank()) {
            throw new ApiException(BAD_REQUEST, "the workload's name is empty: `winnow workloads` lists the workloads");
        }
        return encode(id);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
