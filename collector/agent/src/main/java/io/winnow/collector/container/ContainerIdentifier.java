// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.host.SystemdUnits;
import io.winnow.collector.isolation.HostNamespaces;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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
    private final UserContainers users;
    private final HostNamespaces namespaces;
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
        this.users = new UserContainers(paths);
        this.namespaces = new HostNamespaces(cgroups.proc());
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
        if (role instanceof CgroupRole.OfMachine machine) {
            return new Identification.Found(ContainerDescription.ofMachine(machine.name()));
        }
        Optional<RuntimeEntry> entry = states.byCgroup(cgroup, span);
        if (entry.isEmpty() && role instanceof CgroupRole.OfContainer container && container.manager().equals("docker") && lookForDaemons()) {
            entry = states.byCgroup(cgroup, span);
        }
        OptionalInt user = UserContainers.userOf(cgroup);
        if (role instanceof CgroupRole.OfContainer container && user.isPresent()) {
            return new Identification.Found(ofUser(container, user.getAsInt()));
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

    private ContainerDescription ofUser(CgroupRole.OfContainer role, int user) {
        Optional<RuntimeEntry> entry = users.find(user, role.id());
        Optional<OciConfig> config = entry.flatMap(RuntimeEntry::config).map(known -> known.ofUser(user));
        ContainerDescription container = configured(ContainerDescription.bare(role.id(), ContainerMetadata.ofUser(role.manager(), user)), config, entry);
        return completed(users.name(user, container, config), config, entry);
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
        Optional<OciConfig> config = bundle.or(() -> entry.flatMap(RuntimeEntry::config));
        return completed(managers.name(configured(bare, config, entry), config, entry.flatMap(RuntimeEntry::bundle)), config, entry);
    }

    private ContainerDescription configured(ContainerDescription bare, Optional<OciConfig> config, Optional<RuntimeEntry> entry) {
        ContainerDescription container = config.map(known -> known.resolved(namespaces)).map(bare::withConfig).orElse(bare);
        return runtime(entry).map(name -> container.withRuntime(new RuntimeIdentity(name, versions.of(name)))).orElse(container);
    }

    private static ContainerDescription completed(ContainerDescription container, Optional<OciConfig> config, Optional<RuntimeEntry> entry) {
        return config.isPresent() && runtime(entry).isPresent() ? container.completed() : container;
    }

    private static Optional<String> runtime(Optional<RuntimeEntry> entry) {
        return entry.map(RuntimeEntry::runtime).filter(name -> !name.isEmpty());
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.close();
        }
        states.close();
    }
}
