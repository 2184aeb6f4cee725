// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import io.winnow.collector.container.CgroupFileSystem;
import io.winnow.collector.container.CgroupRef;
import io.winnow.collector.container.CgroupSpan;
import io.winnow.collector.container.ContainerDescription;
import io.winnow.collector.container.ContainerIdentifier;
import io.winnow.collector.container.ExpectedCgroups;
import io.winnow.collector.container.Identification;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.environment.HostReader;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.record.WallTime;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.Tracers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The collector half at work: tracer, queue, discovery and the loop. Started by {@link #start}, ended by {@link #close}. */
public final class Collector implements AutoCloseable {

    private final CollectorConfig config;
    private final CgroupFileSystem cgroups;
    private final ExpectedCgroups expected;
    private final ContainerIdentifier identifier;
    private final WatchedCgroups watched;
    private final EventsQueue queue;
    private final Tracer tracer;
    private final ExecutorService discovery;
    private final AgentRunner runner;
    private boolean closed;

    /** What is known about the host's containers. */
    private record Host(CgroupFileSystem cgroups, ExpectedCgroups expected, ContainerIdentifier identifier) {}

    private Collector(CollectorConfig config, Host host, EventsQueue queue, Tracer tracer, Predicate<ContainerDescription> chosen) {
        this.config = config;
        this.cgroups = host.cgroups();
        this.expected = host.expected();
        this.identifier = host.identifier();
        this.queue = queue;
        this.tracer = tracer;
        this.watched = new WatchedCgroups();
        this.discovery = discovery();
        Identifications identifications = new Identifications(asked(identifier), cgroups::all, discovery);
        CollectorAgent agent = new CollectorAgent(
                config,
                tracer,
                queue,
                identifications,
                new HostReader(config.hosts(), cgroups.proc())::read,
                chosen,
                instance(cgroups),
                new PolicyReader(config.control()),
                new CallProfiling(tracer, queue, () -> WallTime.nanos(Instant.now()), System.nanoTime()),
                watched,
                Sessions.begin(config, tracer),
                Sessions.pidNamespace(),
                System::nanoTime);
        this.runner = new AgentRunner(agent, tracer);
    }

    private static Identifications.Identifier asked(ContainerIdentifier identifier) {
        return new Identifications.Identifier() {
            @Override
            public Identification identify(CgroupRef cgroup, CgroupSpan span) {
                return identifier.identify(cgroup, span);
            }

            @Override
            public long changes() {
                return identifier.changes();
            }
        };
    }

    private static CgroupState instance(CgroupFileSystem cgroups) {
        return new CgroupState() {
            @Override
            public boolean isAlive(CgroupRef cgroup) {
                return cgroups.isAlive(cgroup);
            }

            @Override
            public boolean isPopulated(CgroupRef cgroup) {
                return cgroups.isPopulated(cgroup);
            }
        };
    }

    /** One thread; what is still to be asked when it is shut down is of no interest any more. */
    private static ExecutorService discovery() {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new PriorityBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "winnow-discovery");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Observes every container of the host. See {@link #start(CollectorConfig, Predicate)}. */
    public static Collector start(CollectorConfig config) {
        return start(config, container -> true);
    }

    /**
     * Watches the runtimes' state, opens the queue, then the tracer, and starts the loop. A pinned tracer follows containers that come meanwhile; who
     * they are, only their runtimes' state says, and it is gone as soon as they are. So it is watched first.
     *
     * @param chosen the containers to observe; the slots of others are released as soon as they are identified
     * @throws io.winnow.collector.queue.QueueException if the queue cannot be written
     * @throws io.winnow.collector.container.ContainerException if no unified cgroup hierarchy is mounted
     * @throws io.winnow.collector.tracer.TracerException if this host cannot be traced
     */
    public static Collector start(CollectorConfig config, Predicate<ContainerDescription> chosen) {
        CgroupFileSystem cgroups = CgroupFileSystem.ofHost();
        ExpectedCgroups expected = new ExpectedCgroups();
        ContainerIdentifier identifier = new ContainerIdentifier(config.hosts(), cgroups, expected, config.units());
        try {
            identifier.watch();
            return start(config, new Host(cgroups, expected, identifier), chosen);
        } catch (RuntimeException | Error e) {
            identifier.close();
            throw e;
        }
    }

    private static Collector start(CollectorConfig config, Host host, Predicate<ContainerDescription> chosen) {
        EventsQueue queue = EventsQueue.open(config.events(), Tracers::clockOffset);
        try {
            Tracer tracer = Tracers.open(config.tracer());
            try {
                Collector collector = new Collector(config, host, queue, tracer, chosen);
                collector.runner.start();
                return collector;
            } catch (RuntimeException | Error e) {
                tracer.close();
                throw e;
            }
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /**
     * It is known what will run in this cgroup. To be called before the cgroup is made; it may start when {@link #awaitConfirmed} has said so.
     *
     * @param cgroupPath from the root of the unified hierarchy, {@code /winnow/…}
     * @param kind if it is a command, the first exec there is its own; a container's comes after its runtime's steps
     */
    public void expect(String cgroupPath, ContainerKind kind, String name, List<String> command) {
        watched.expect(cgroupPath);
        expected.expect(cgroupPath, kind, name, command);
    }

    /** Waits until the cgroup's slot is confirmed and its modes are set; false if the time was over first. */
    public boolean awaitConfirmed(String cgroupPath, Duration timeout) throws InterruptedException {
        return watched.await(cgroupPath, timeout);
    }

    /** Forgets what was expected, when its cgroup is gone. */
    public void forget(String cgroupPath) {
        expected.forget(cgroupPath);
        watched.forget(cgroupPath);
    }

    /** The hierarchy that containers are looked for in. */
    public CgroupFileSystem cgroups() {
        return cgroups;
    }

    /** Waits until the loop has ended, which it does by itself only after a failure. */
    public void awaitEnd() throws InterruptedException {
        runner.awaitEnd();
    }

    /** Why the loop ended by itself. */
    public Optional<Throwable> failure() {
        return runner.failure();
    }

    /**
     * Ends the loop after the last snapshots, closes the queue, and detaches the tracer unless its pins are to be kept. After a failure they are:
     * the kernel goes on, and what it sees until the next start is not lost.
     */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            runner.close();
            discovery.shutdownNow();
            identifier.close();
            try {
                queue.close();
            } finally {
                tracer.close(config.keepPins() || failure().isPresent());
            }
        }
    }
}
