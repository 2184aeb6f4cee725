// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.agent.AnalyzerService;
import io.winnow.analyzer.agent.AnalyzerSettings;
import io.winnow.analyzer.agent.Suggestions;
import io.winnow.analyzer.agent.queue.PolicySender;
import io.winnow.analyzer.agent.queue.QueueEvents;
import io.winnow.analyzer.agent.queue.QueuePolicySender;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.cli.config.PublishSettings;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.ApiLimits;
import io.winnow.analyzer.http.ApiServer;
import io.winnow.analyzer.http.CommandRunner;
import io.winnow.analyzer.learn.Learner;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.publish.KafkaSink;
import io.winnow.analyzer.publish.Publisher;
import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.publish.Sink;
import io.winnow.analyzer.publish.ViolationEvents;
import io.winnow.analyzer.store.BaselineStore;
import io.winnow.analyzer.workload.WorkloadResolver;
import io.winnow.collector.agent.Collector;
import io.winnow.collector.agent.CollectorConfig;
import io.winnow.collector.container.CgroupFileSystem;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.ContainerException;
import io.winnow.collector.container.ContainerIdentifier;
import io.winnow.collector.container.ExpectedCgroups;
import io.winnow.collector.container.HostPaths;
import io.winnow.collector.container.Identification;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.queue.ControlQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.queue.QueueException;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.WallTime;
import io.winnow.collector.tracer.TracerException;
import io.winnow.collector.tracer.TracerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The composition root: makes collector and analyzer from the settings. The only place that knows both the collector and the analyzer. What
 * fails here fails with one message for the operator.
 */
public final class Composition {

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final int RECENT_VIOLATIONS = 1_000;
    /** Three of its heartbeats. */
    private static final Duration COLLECTOR_SILENCE = Duration.ofSeconds(30);
    private static final Duration SILENCE_ALLOWED = Duration.ofSeconds(10);

    private final Settings settings;

    public Composition(Settings settings) {
        this.settings = settings;
    }

    /** To be tried. */
    public static KafkaSink kafka(PublishSettings.Kafka kafka) {
        return Sinks.kafka(kafka);
    }

    /** Starts the collector over the state directory's queues, observing every container. */
    public Collector collector() {
        return collector(collectorConfig(), container -> true);
    }

    /** @throws CommandException if this host, the queue or the cgroups do not let it start */
    public static Collector collector(CollectorConfig config, Predicate<ContainerDescription> chosen) {
        try {
            return Collector.start(config, chosen);
        } catch (QueueException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        } catch (TracerException | ContainerException e) {
            throw new CommandException(ExitCode.UNSUPPORTED, e.getMessage(), e);
        }
    }

    private CollectorConfig collectorConfig() {
        Settings.Collector collector = settings.collector();
        return CollectorConfig.of(settings.events(), settings.control(), node())
                .withTracer(tracer(PinDirectory.prepare(collector.pins())))
                .withEvents(bounded(settings.events()))
                .withHosts(hosts())
                .withUnits(Set.copyOf(collector.units()))
                .withTiming(CollectorConfig.Timing.DEFAULT.withWindow(collector.window()))
                .withKeepPins(collector.keepPins());
    }

    /** A collector for one observation, beside a service that may be running: queues of its own, no pins. */
    public CollectorConfig aside(Path events, Duration window) {
        return CollectorConfig.of(events, events.resolveSibling("control"), node())
                .withTracer(tracer(Optional.empty()))
                .withEvents(bounded(events))
                .withHosts(hosts())
                .withTiming(CollectorConfig.Timing.DEFAULT.withWindow(window));
    }

    /** The containers that run on this host now. Takes some seconds on a host with many cgroups. */
    public List<RunningContainer> containers() {
        CgroupFileSystem cgroups = cgroups();
        try (ContainerIdentifier identifier = new ContainerIdentifier(hosts(), cgroups, new ExpectedCgroups(), Set.of())) {
            Map<String, RunningContainer> byId = new TreeMap<>();
            for (CgroupRef cgroup : cgroups.all()) {
                if (identifier.identify(cgroup, CgroupSpan.NOW) instanceof Identification.Found found) {
                    byId.putIfAbsent(found.description().id(), running(found.description(), cgroup));
                }
            }
            return List.copyOf(byId.values());
        }
    }

    private RunningContainer running(ContainerDescription description, CgroupRef cgroup) {
        ContainerMetadata metadata = description.metadata(new SlotKey(0, 0), cgroup, "", 0, false);
        return new RunningContainer(description, cgroup, Naming.offline(settings.analyzer()).resolve(metadata).id());
    }

    /** The unified hierarchy. @throws CommandException if none is mounted */
    public static CgroupFileSystem cgroups() {
        try {
            return CgroupFileSystem.ofHost();
        } catch (ContainerException e) {
            throw new CommandException(ExitCode.UNSUPPORTED, e.getMessage(), e);
        }
    }

    /**
     * A tracer that looks at each call of one container or command: no pins, and nothing of capabilities.
     *
     * @param leastRing bytes of the ring, if the settings have less
     */
    public TracerOptions callTracer(int leastRing) {
        Settings.Collector collector = settings.collector();
        int ring = Math.max(leastRing, (int) collector.ring().bytes());
        return new TracerOptions(collector.slots(), collector.items(), ring, Optional.empty(), false, false, false);
    }

    private TracerOptions tracer(Optional<Path> pins) {
        Settings.Collector collector = settings.collector();
        return new TracerOptions(collector.slots(), collector.items(), (int) collector.ring().bytes(), pins, true, false, false);
    }

    /** Where the runtimes of this host keep what they know. */
    public HostPaths hosts() {
        return HostPaths.below(settings.collector().hostRoot()).withStateRoots(settings.collector().runtimeStates());
    }

    private String node() {
        if (!settings.node().isBlank()) {
            return settings.node();
        }
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, HOST_NAME + " cannot be read (" + IoReason.of(e) + "): set node", e);
        }
    }

    /** A queue of events, within the bounds that the settings give it. */
    private QueueConfig bounded(Path events) {
        return QueueConfig.of(events)
                .withMaxBytes(settings.collector().queueMaximum().bytes())
                .withReserveBytes(settings.collector().diskReserve().bytes());
    }

    /** The analyzer over the state directory's queues, with its API, which carries out commands for clients; not started yet. */
    public AnalyzerComponent analyzer(CommandRunner commands) {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            ControlQueue control = opened(opened, ControlQueue.open(ControlQueue.config(settings.control(), bounded(settings.events()))));
            Sink sink = sink();
            Publisher publisher = opened(opened, publisher(sink));
            Naming naming = opened(opened, Naming.online(settings.analyzer(), node(), Composition::wallNanos));
            Optional<BaselineStore> decided = Following.store(settings);
            BaselineStore baselines = new BaselineStore(settings.baselines(), id -> decided.flatMap(store -> store.look(id)));
            Parts parts = new Parts(settings.events(), false, new QueuePolicySender(control), settings.baselines(), baselines, publisher, feed(), naming);
            Analyzer analyzer = analyzer(parts);
            Suggestions suggestions = suggestions();
            AnalyzerService service = new AnalyzerService(analyzer, publisher, suggestions, BuildInfo.version(), naming::description);
            ApiServer server = opened(opened, new ApiServer(settings.api().socket(), settings.api().network().settings(), limits(), service, parts.feed(), commands));
            server.start();
            return new AnalyzerComponent(analyzer, publisher, sink, server, naming, HostAdvisor.updates(settings, analyzer),
                    decided.map(store -> Following.reader(settings, store, analyzer)));
        } catch (QueueException | StoreException | IOException e) {
            closeAll(opened, e);
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
    }

    /** An analyzer that reads a queue once to its end, and sends no policy. The publisher is started and closed by the caller. */
    public Analyzer replay(Path events, Path baselines, Publisher publisher, ViolationFeed feed) {
        try {
            return analyzer(new Parts(events, true, PolicySender.none(), baselines, new BaselineStore(baselines), publisher, feed, Naming.offline(settings.analyzer())));
        } catch (QueueException | StoreException e) {
            throw new CommandException(ExitCode.FAILURE, e.getMessage(), e);
        }
    }

    /** What an analyzer is made of. */
    private record Parts(
            Path events, boolean recorded, PolicySender policies, Path directory, BaselineStore baselines, Publisher publisher, ViolationFeed feed, Naming naming) {}

    private static ViolationFeed feed() {
        return new ViolationFeed(RECENT_VIOLATIONS, ApiLimits.DEFAULT.followBytes());
    }

    private Analyzer analyzer(Parts parts) {
        Learner learner = learner(parts.baselines(), parts.naming());
        return new Analyzer(
                parts.recorded() ? QueueEvents.recorded(parts.events(), learner.start()) : QueueEvents.live(parts.events(), learner.start()),
                parts.policies(),
                learner,
                parts.directory().resolve("violations.json"),
                parts.publisher(),
                new ViolationEvents(settings.cluster()),
                parts.feed(),
                suggestions(),
                new AnalyzerSettings(settings.analyzer().checkpoint(), settings.analyzer().repeatAfter(), settings.analyzer().forgetAfter(),
                        settings.analyzer().versions().keep(), settings.analyzer().refusals(), COLLECTOR_SILENCE, sharing(parts.recorded()),
                        parts.naming().refusedCalls()));
    }

    private Optional<AnalyzerSettings.Sharing> sharing(boolean recorded) {
        PublishSettings.Learned learned = settings.publish().kafka().learned();
        return recorded || !learned.enabled() ? Optional.empty()
                : Optional.of(new AnalyzerSettings.Sharing(new SharedEvents(settings.cluster()), node(), learned.growth(), learned.counts()));
    }

    public Learner learner(Path baselines) {
        return learner(new BaselineStore(baselines), Naming.offline(settings.analyzer()));
    }

    private Learner learner(BaselineStore baselines, WorkloadResolver naming) {
        return new Learner(baselines, settings.analyzer().rules(), Composition::wallNanos, naming);
    }

    public Suggestions suggestions() {
        return new Suggestions(HostAdvisor.of(settings.baselines()), settings.advice().options());
    }

    public Publisher publisher(Sink sink) {
        return new Publisher(sink, settings.publish().buffer(), settings.publish().retryAfter(), SILENCE_ALLOWED);
    }

    /** The one place that is configured, otherwise the file. */
    public Sink sink() {
        return Sinks.of(settings, this::node);
    }

    ApiLimits limits() {
        ApiLimits limits = ApiLimits.DEFAULT;
        return new ApiLimits(settings.api().connections(), limits.lineBytes(), limits.headerBytes(), limits.bodyBytes(), limits.requestTime(),
                limits.answerTime(), limits.followBytes());
    }

    private static long wallNanos() {
        return WallTime.nanos(Instant.now());
    }

    private static <T extends AutoCloseable> T opened(List<AutoCloseable> opened, T part) {
        opened.add(0, part);
        return part;
    }

    private static void closeAll(List<AutoCloseable> opened, Exception reason) {
        for (AutoCloseable part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                reason.addSuppressed(e);
            }
        }
    }
}
