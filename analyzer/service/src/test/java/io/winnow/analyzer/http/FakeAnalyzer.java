// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.advise.Figures;
import io.winnow.analyzer.api.AllowedDocument;
import io.winnow.analyzer.api.AnalyzerApi;
import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.GrantedDocument;
import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.InspectionApi;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.PhaseDocument;
import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Probe;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.ProfilingApi;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.SampleDocument;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.api.StatusDocument;
import io.winnow.analyzer.api.VersionDocument;
import io.winnow.analyzer.api.WorkloadDetail;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.format.Confinement;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.metric.Histogram;
import io.winnow.analyzer.metric.Metric;
import io.winnow.analyzer.metric.Readings;
import io.winnow.analyzer.metric.Sample;
import io.winnow.analyzer.posture.Posture;
import io.winnow.analyzer.posture.PostureSubject;
import io.winnow.analyzer.posture.Use;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** An analyzer with the workloads that a test gives it. */
public final class FakeAnalyzer implements AnalyzerApi {

    private static final Map<Isolation.Namespace, Isolation.Sharing> PRIVATE = Arrays.stream(Isolation.Namespace.values())
            .collect(Collectors.toMap(Function.identity(), each -> each == Isolation.Namespace.USER ? Isolation.Sharing.HOST : Isolation.Sharing.PRIVATE));

    private final Map<String, WorkloadSummary> workloads = new TreeMap<>();
    private final List<ContainerDocument> containers = new CopyOnWriteArrayList<>();
    private final Set<Probe> failing = ConcurrentHashMap.newKeySet();
    private final FakeFindings findings = new FakeFindings();
    private final FakeProfiling profiling = new FakeProfiling();
    private volatile boolean mute;
    private volatile boolean realProfiles;
    private volatile String decision;
    private volatile StatusDocument.Delivery delivery;
    private volatile ProfileRequest asked;

    public FakeAnalyzer with(String id) {
        workloads.put(id, summary(id, "learning"));
        return this;
    }

    /** One with figures of its own. */
    public FakeAnalyzer with(WorkloadSummary summary) {
        workloads.put(summary.id(), summary);
        return this;
    }

    /** A container that runs. */
    public FakeAnalyzer running(ContainerDocument container) {
        containers.add(container);
        return this;
    }

    /** It has ended. */
    public void ended(String id) {
        containers.removeIf(container -> container.id().equals(id));
    }

    /** From now on it says how it is doing. */
    public FakeAnalyzer delivering(StatusDocument.Delivery delivery) {
        this.delivery = delivery;
        return this;
    }

    /** From now on its profiles are some in each format. */
    public FakeAnalyzer withRealProfiles() {
        realProfiles = true;
        return this;
    }

    /** From now on the answer to this probe is no. */
    void fail(Probe probe) {
        failing.add(probe);
    }

    /** From now on it never answers. */
    void mute() {
        mute = true;
    }

    @Override
    public CompletableFuture<List<WorkloadSummary>> workloads() {
        return mute ? new CompletableFuture<>() : CompletableFuture.completedFuture(List.copyOf(workloads.values()));
    }

    @Override
    public CompletableFuture<WorkloadDetail> workload(String id) {
        return find(id).thenApply(summary -> new WorkloadDetail(
                summary, Map.of("serve/x86_64", List.of("read")), List.of("CAP_CHOWN"), Map.of("CAP_CHOWN", "decisive"), List.of(), Map.of(),
                List.of(new PhaseDocument("serve", "syscall", 9, 1, 0.999, 0.25)), List.of("runc 1.1.5"), List.of(), List.of(), List.of(),
                versions(summary), new Figures(1, 20, 309, 1, 14)));
    }

    @Override
    public CompletableFuture<List<ContainerDocument>> containers() {
        return CompletableFuture.completedFuture(List.copyOf(containers));
    }

    @Override
    public CompletableFuture<Rendering> profile(String id, ProfileRequest request) {
        return find(id).thenApply(summary -> {
            if (!summary.partial().isEmpty()) {
                throw FaultException.conflict("a profile would break what it was learned from");
            }
            if (realProfiles || request.format().endsWith("-run") || request.format().equals("spo")) {
                return new Rendering("text/plain", rendered(ExportFormat.named(request.format()).orElseThrow(), summary.id()));
            }
            if (!request.format().equals("docker")) {
                throw FaultException.invalid("unknown format: format=" + request.format());
            }
            asked = request;
            return new Rendering("application/json", "{\"runtimes\":\"" + request.runtimes() + "\"}\n");
        });
    }

    /** Docker's default in that form. */
    public String rendered(ExportFormat format, String id) {
        return format.write(new Confinement(id, DockerDefault.resolve(Set.of()), Set.of()));
    }

    @Override
    public CompletableFuture<List<String>> notes(String id, ProfileRequest request) {
        return find(id).thenApply(summary -> List.of("ptrace is in use by \u001b[31m"));
    }

    /** The profile that was wanted last. */
    public ProfileRequest asked() {
        return asked;
    }

    @Override
    public CompletableFuture<WorkloadSummary> freeze(String id, Principal by, boolean force) {
        return decide(id, "frozen", (force ? "forced, " : "") + "frozen by " + by.as(Role.OPERATOR));
    }

    @Override
    public CompletableFuture<WorkloadSummary> freezeFrom(String id, String other, Principal by) {
        return decide(id, "frozen", "started from " + other + " by " + by.as(Role.OPERATOR));
    }

    @Override
    public CompletableFuture<PendingDocument> pending(String id) {
        return find(id).thenApply(summary -> new PendingDocument(id, summary.shortId(), "9876543210", 50, List.of(new PendingDocument.Item(
                "0123456789", "serve", "syscall", "unshare\u001b[31m", "2026-11-21T10:00:00Z", "2026-11-21T10:00:01Z", 3, 1, "c0ffee", "/tmp/x", null)), List.of(),
                "frozen"));
    }

    @Override
    public CompletableFuture<WorkloadSummary> approve(String id, Selection selection, Principal by, String reason) {
        return decide(id, "frozen", text(selection) + " accepted by " + by.as(Role.OPERATOR) + (reason.isEmpty() ? "" : ": " + reason));
    }

    @Override
    public CompletableFuture<WorkloadSummary> reject(String id, Selection selection, Principal by, String reason) {
        return decide(id, "frozen", text(selection) + " rejected by " + by.as(Role.OPERATOR) + (reason.isEmpty() ? "" : ": " + reason));
    }

    private static String text(Selection selection) {
        return selection.items().isEmpty() ? "all of " + selection.listing() : selection.items().toString();
    }

    @Override
    public CompletableFuture<PostureDocument> posture() {
        return CompletableFuture.completedFuture(document(workloads.values()));
    }

    @Override
    public CompletableFuture<PostureDocument> posture(String id) {
        return find(id).thenApply(summary -> document(List.of(summary)));
    }

    /** Each lacks no_new_privs and has a mount with an untrusted name; the host's security modules are not known. */
    private static PostureDocument document(Collection<WorkloadSummary> workloads) {
        Isolation isolation = new Isolation(
                true, true, PRIVATE, 33, 33, List.of(), List.of(), true, List.of(new HostMount("/etc/\u001b[31m", "/x", false, false)), List.of(), false,
                List.of("/proc/kcore", "/proc/keys", "/proc/timer_list"), List.of("/proc/bus", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"), "", "");
        Grants grants = new Grants(true, List.of(), List.of(), Grants.Seccomp.FILTER, false, Isolation.Sharing.PRIVATE, "", 33, isolation);
        Optional<HostInfo> host = Optional.of(new HostInfo(false, List.of(), true, List.of()));
        Posture posture = Posture.of(new PostureSubject(grants, new Use(Set.of(), "", new TreeSet<>(), ""), host));
        return PostureDocument.of(PostureDocument.host("node", null, Posture.ofHost(host)), workloads.stream().map(workload -> new PostureDocument.WorkloadPosture(
                workload.id(), workload.shortId(), 1, GrantedDocument.of(grants, List.of()),
                posture.findings().stream().map(finding -> PostureDocument.Found.of(finding, List.of())).toList(),
                posture.unknown().stream().map(PostureDocument.Gap::of).toList())).toList());
    }

    @Override
    public CompletableFuture<WorkloadSummary> thaw(String id, Principal by) {
        return decide(id, "learning", "thawed by " + by.as(Role.OPERATOR));
    }

    @Override
    public CompletableFuture<WorkloadSummary> forget(String id, String confirmed, boolean force, Principal by) {
        return find(id).thenApply(summary -> {
            decision = "forgotten " + confirmed + (force ? ", forced" : "") + " by " + by.as(Role.OPERATOR);
            return workloads.remove(id);
        });
    }

    /** What was decided last. */
    public String decision() {
        return decision;
    }

    private CompletableFuture<WorkloadSummary> decide(String id, String state, String how) {
        return find(id).thenApply(summary -> {
            decision = how;
            workloads.put(summary.id(), summary(summary.id(), state));
            return workloads.get(summary.id());
        });
    }

    @Override
    public FakeFindings findings() {
        return findings;
    }

    @Override
    public InspectionApi inspection() {
        return new FakeInspection(this::find);
    }

    @Override
    public ProfilingApi profiling() {
        return profiling;
    }

    @Override
    public CompletableFuture<StatusDocument> status() {
        return delivery == null ? CompletableFuture.failedFuture(new IllegalStateException("the test's analyzer is broken"))
                : metrics().thenApply(readings -> StatusDocument.of("0", "node", Instant.EPOCH, "/var/lib/winnow", delivery, Optional.empty(), readings));
    }

    @Override
    public CompletableFuture<Readings> metrics() {
        Readings readings = new Readings();
        Histogram latencies = new Histogram(0.1, 1);
        latencies.observe(0.25);
        for (Metric metric : Metric.values()) {
            String[] labels = metric.labels().stream().map(label -> "a \"" + label + "\"\n\\").toArray(String[]::new);
            readings.add(metric, metric.kind() == Metric.Kind.HISTOGRAM ? Sample.of(latencies.distribution(), labels) : Sample.of(metric.ordinal() + 0.5, labels));
        }
        return CompletableFuture.completedFuture(readings);
    }

    @Override
    public Optional<String> failing(Probe probe) {
        return failing.contains(probe) ? Optional.of("no collector has ever written to the test's queue") : Optional.empty();
    }

    private CompletableFuture<WorkloadSummary> find(String id) {
        WorkloadSummary summary = workloads.values().stream().filter(known -> known.id().equals(id) || known.shortId().equals(id)).findFirst().orElse(null);
        return summary == null
                ? CompletableFuture.failedFuture(FaultException.notFound("no such workload: id=" + id))
                : CompletableFuture.completedFuture(summary);
    }

    private static WorkloadSummary summary(String id, String state) {
        return new WorkloadSummary(id, new WorkloadId(id, "").shortId(), state, List.of(), 1, 40, 1, 2, new SampleDocument(0.5, 9, 1, 0), 0,
                "2026-11-20T10:00:00Z", "2026-11-21T10:00:00Z", IdentityDocument.OWN, new AllowedDocument(309, 14), Map.of());
    }

    /** An older version that was frozen, and the one that is asked about. */
    private static List<VersionDocument> versions(WorkloadSummary summary) {
        return List.of(
                new VersionDocument("w-01234567", "sha256:0123456789abcdef0123", "2026-11-19T10:00:00Z", "frozen", 0, 39, null, null, null),
                new VersionDocument(summary.shortId(), "", summary.since(), summary.state(), 1, 40, null, List.of("openat2", "start of /bin/\u001b[31m"), List.of("select")));
    }
}
