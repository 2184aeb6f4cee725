// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import io.winnow.collector.record.RuntimeIdentity;
import java.util.Optional;
import java.util.Set;

/** Finds out who a cgroup belongs to. Reads files and may run a runtime for its version: not for the loop's thread. One thread at a time. */
public final class ContainerIdentifier {

    private final Commands commands;
    private final Set<String> units;
    private final RuntimeStates states;
    private final ManagerFiles managers;
    private final RuntimeVersions versions;

    /**
     * For one host.
     *
     * @param units names of systemd services that are workloads too
     */
    public ContainerIdentifier(HostPaths paths, CgroupFileSystem cgroups, Commands commands, Set<String> units) {
        this.commands = commands;
        this.units = Set.copyOf(units);
        this.states = new RuntimeStates(paths, cgroups);
        this.managers = new ManagerFiles(paths);
        this.versions = new RuntimeVersions(paths.binaries());
    }

    /** Who it belongs to now. */
    public Identification identify(CgroupRef cgroup) {
        return identify(cgroup, System.nanoTime());
    }

    /**
     * Who it belongs to, as of {@code asked} or later.
     *
     * @param asked when the question came up, {@code System.nanoTime()}: many old questions cost little more than one
     */
    public Identification identify(CgroupRef cgroup, long asked) {
        Optional<ContainerDescription> command = commands.find(cgroup);
        if (command.isPresent()) {
            return new Identification.Found(command.get());
        }
        CgroupRole role = CgroupPaths.roleOf(cgroup.path());
        if (role instanceof CgroupRole.OfHost) {
            return new Identification.HostNoise();
        }
        if (role instanceof CgroupRole.OfContainer container) {
            return new Identification.Found(
                    describe(ContainerDescription.bare(container.id(), container.manager()), states.byId(container.id(), asked)));
        }
        Optional<RuntimeEntry> entry = states.byCgroup(cgroup, asked);
        if (entry.isPresent()) {
            return new Identification.Found(describe(ContainerDescription.bare(entry.get().id(), ""), entry));
        }
        if (role instanceof CgroupRole.OfUnit unit) {
            return units.contains(unit.unit())
                    ? new Identification.Found(ContainerDescription.ofUnit(unit.unit()))
                    : new Identification.HostNoise();
        }
        return new Identification.NotYet();
    }

    private ContainerDescription describe(ContainerDescription bare, Optional<RuntimeEntry> entry) {
        ContainerDescription container = bare;
        Optional<OciConfig> bundle = bare.manager().isEmpty() ? Optional.empty() : managers.config(bare.id());
        Optional<OciConfig> config =
                bundle.or(() -> entry.flatMap(RuntimeEntry::config).flatMap(JsonFile::read).map(OciConfig::of));
        if (config.isPresent()) {
            container = container.withConfig(config.get());
        }
        if (entry.isPresent()) {
            String runtime = entry.get().runtime();
            container = container.withRuntime(new RuntimeIdentity(runtime, versions.of(runtime)));
        }
        container = managers.name(container);
        return config.isPresent() && entry.isPresent() ? container.completed() : container;
    }
}
