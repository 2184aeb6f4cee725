// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.document.RuntimeIdentity;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Finds out who a cgroup belongs to. Reads files and may run a runtime for its version: not for the loop's thread. One thread at a time. */
public final class ContainerIdentifier implements AutoCloseable {

    private static final long LOOK_INTERVAL = Duration.ofMillis(200).toNanos();

    private final CgroupFileSystem cgroups;
    private final ExpectedCgroups expected;
    private final Set<String> units;
    private final RuntimeStates states;
    private final ManagerFiles managers;
    private final RuntimeVersions versions;
    private final SystemdUnits systemd;
    private final DockerDaemons daemons;
    private long lookedForDaemons = System.nanoTime() - LOOK_INTERVAL;
    private RuntimeWatcher watcher;

    /**
     * For one host.
     *
     * @param units names of systemd services that are workloads too
     */
    public ContainerIdentifier(HostPaths paths, CgroupFileSystem cgroups, ExpectedCgroups expected, Set<String> units) {
        this.cgroups = cgroups;
        this.expected = expected;
        this.units = Set.copyOf(units);
        this.states = new RuntimeStates(paths, cgroups, Clock.systemUTC());
        this.managers = new ManagerFiles(paths);
        this.daemons = new DockerDaemons(paths, cgroups.proc());
        this.versions = new RuntimeVersions(paths.binaries());
        this.systemd = new SystemdUnits(paths.binaries());
    }

    /**
     * Reads the runtimes' state as they write it, on a thread of its own: whatever they write after this has returned. Without, it is read only
     * when a question is asked.
     */
    public void watch() {
        watcher = new RuntimeWatcher(states);
        watcher.start();
        RuntimeStateReader.RUNTIMES.forEach(versions::of); // now there is time to run them
    }

    /** Grows with all that is learned about runtimes' containers: an answer may be another by then. For any thread. */
    public long changes() {
        return states.changes();
    }

    /** Who it belongs to. */
    public Identification identify(CgroupRef cgroup, CgroupSpan span) {
        Optional<ContainerDescription> known = expected.find(cgroup);
        if (known.isPresent()) {
            return new Identification.Found(known.get());
        }
        CgroupRole role = CgroupPaths.roleOf(cgroup.path(), managers::engineOf);
        if (role instanceof CgroupRole.OfHost) {
            return new Identification.HostNoise();
        }
        Optional<RuntimeEntry> entry = states.byCgroup(cgroup, span);
        if (entry.isEmpty() && role instanceof CgroupRole.OfContainer container && container.manager().equals("docker") && lookForDaemons()) {
            entry = states.byCgroup(cgroup, span);
        }
        if (role instanceof CgroupRole.OfContainer container) {
            Optional<RuntimeEntry> own = entry.filter(found -> found.id().equals(container.id()));
            return named(container, cgroup, own);
        }
        if (entry.isPresent()) {
            return new Identification.Found(describe(
                    ContainerDescription.bare(entry.get().id(), entry.get().manager()), Optional.empty(), entry));
        }
        if (role instanceof CgroupRole.OfUnit unit) {
            if (units.contains(unit.unit())) {
                return new Identification.Found(ContainerDescription.ofUnit(unit.unit(), systemd.grants(unit.unit())));
            }
            // what lies below may be a container that the service runs, and whose runtime has not written its state yet
            return cgroup.path().endsWith("/" + unit.unit()) ? new Identification.HostNoise() : new Identification.NotYet();
        }
        return new Identification.NotYet();
    }

    /** Docker may keep its state anywhere. Now and then only: it takes a look at each process. */
    private boolean lookForDaemons() {
        long now = System.nanoTime();
        if (now - lookedForDaemons < LOOK_INTERVAL) {
            return false;
        }
        lookedForDaemons = now;
        states.watchAlso(daemons.stateRoots());
        return true;
    }

    /** Any user who may make cgroups may name one after another user's container. If he is not root, the name alone proves nothing. */
    private Identification named(CgroupRole.OfContainer container, CgroupRef cgroup, Optional<RuntimeEntry> entry) {
        ContainerDescription bare = ContainerDescription.bare(container.id(), container.manager());
        ContainerDescription described = describe(bare, managers.config(container.id()), entry);
        boolean unproven = entry.isEmpty() && !described.equals(bare) && !cgroups.isDueToRoot(cgroup.path());
        return unproven ? new Identification.NotYet() : new Identification.Found(described);
    }

    /** @param bundle the configuration that its manager keeps, if the id is unique; else the runtime's configuration is used */
    private ContainerDescription describe(ContainerDescription bare, Optional<OciConfig> bundle, Optional<RuntimeEntry> entry) {
        ContainerDescription container = bare;
        Optional<OciConfig> config = bundle.or(() -> entry.flatMap(RuntimeEntry::config));
        if (config.isPresent()) {
            container = container.withConfig(config.get());
        }
        Optional<String> runtime = entry.map(RuntimeEntry::runtime).filter(name -> !name.isEmpty());
        if (runtime.isPresent()) {
            container = container.withRuntime(new RuntimeIdentity(runtime.get(), versions.of(runtime.get())));
        }
        container = managers.name(container, config, entry.flatMap(RuntimeEntry::bundle));
        return config.isPresent() && runtime.isPresent() ? container.completed() : container;
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
        states.close();
    }
}
