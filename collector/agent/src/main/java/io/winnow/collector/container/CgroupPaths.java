// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Path conventions: docker, containerd with and without CRI, CRI-O, podman; under the systemd and the cgroupfs driver. Of nested
 * containers the outermost counts, since what is below it belongs to it. No regular expressions: a path may be long and untrusted.
 */
final class CgroupPaths {

    private static final int ID_LENGTH = 64;
    private static final String SCOPE = ".scope";
    private static final String SERVICE = ".service";
    /** What runtimes write before the id if no manager names the cgroup. */
    private static final List<String> RUNTIME_PREFIXES = List.of("runc-", "crun-");
    private static final List<String> HOST_SUFFIXES = List.of(".slice", ".mount", ".swap", ".socket");

    /** What stands before the id in a name, and who writes it so; {@code .scope} may follow. */
    private record Prefix(String text, String manager) {}

    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("docker-", "docker"),
            new Prefix("cri-containerd-", "containerd"),
            new Prefix("nerdctl-", "containerd"),
            new Prefix("crio-", "cri-o"),
            new Prefix("libpod-payload-", "podman"),
            new Prefix("libpod-", "podman"));

    private CgroupPaths() {}

    /** The ids that a container could have whose cgroup has this name: the name, or what follows a runtime's or manager's prefix in it. */
    static List<String> namesIn(String name) {
        String unit = withoutScope(name);
        Set<String> ids = new LinkedHashSet<>(List.of(name, unit, name.substring(name.lastIndexOf(':') + 1)));
        Stream.concat(RUNTIME_PREFIXES.stream(), PREFIXES.stream().map(Prefix::text))
                .filter(unit::startsWith)
                .forEach(prefix -> ids.add(unit.substring(prefix.length())));
        return List.copyOf(ids);
    }

    private static String withoutScope(String name) {
        return name.endsWith(SCOPE) ? name.substring(0, name.length() - SCOPE.length()) : name;
    }

    /**
     * What a path says.
     *
     * @param engine finds the engine that keeps files on a container, from an id that stands alone under a parent that any engine could use
     */
    static CgroupRole roleOf(String path, Function<String, Optional<String>> engine) {
        String[] names = path.startsWith("/") ? path.substring(1).split("/") : path.split("/");
        Optional<CgroupRole> machine = MachinePaths.roleOf(names);
        if (machine.isPresent()) {
            return machine.get();
        }
        for (int i = 0; i < names.length; i++) {
            Optional<CgroupRole> container = container(names, i, engine);
            if (container.isPresent()) {
                return container.get();
            }
        }
        return ExpectedCgroups.isOwn(path) ? new CgroupRole.OfHost() : withoutContainer(names);
    }

    private static Optional<CgroupRole> container(String[] names, int at, Function<String, Optional<String>> engine) {
        String name = names[at];
        if (isId(name)) {
            return bareId(names, at).or(() -> engine.apply(name)).map(manager -> new CgroupRole.OfContainer(manager, name));
        }
        int colon = name.lastIndexOf(':');
        if (colon >= 0 && name.substring(0, colon).endsWith(":cri-containerd") && isId(name.substring(colon + 1))) {
            return Optional.of(new CgroupRole.OfContainer("containerd", name.substring(colon + 1)));
        }
        String unit = withoutScope(name);
        return PREFIXES.stream()
                .filter(prefix -> unit.startsWith(prefix.text()) && isId(unit.substring(prefix.text().length())))
                .findFirst()
                .map(prefix -> new CgroupRole.OfContainer(prefix.manager(), unit.substring(prefix.text().length())));
    }

    /** Who names a cgroup by the id alone, below a parent of their own: Docker, and CRI below a pod. */
    private static Optional<String> bareId(String[] names, int at) {
        String parent = at == 0 ? "" : names[at - 1];
        if (parent.equals("docker")) {
            return Optional.of("docker");
        }
        return parent.startsWith("pod") && names[0].startsWith("kubepods") ? Optional.of("containerd") : Optional.empty();
    }

    private static CgroupRole withoutContainer(String[] names) {
        String last = names[names.length - 1];
        boolean session = last.startsWith("session-") && last.endsWith(SCOPE);
        boolean monitor = last.startsWith("crio-conmon-") || last.startsWith("libpod-conmon-");
        if (last.isEmpty()
                || session
                || monitor
                || last.equals("init.scope")
                || names[0].equals("user.slice")
                || HOST_SUFFIXES.stream().anyMatch(last::endsWith)) {
            return new CgroupRole.OfHost();
        }
        for (String name : names) {
            if (name.endsWith(SERVICE)) {
                return new CgroupRole.OfUnit(name);
            }
        }
        return new CgroupRole.Unclear();
    }

    private static boolean isId(String text) {
        return text.length() == ID_LENGTH
                && text.chars().allMatch(character -> character >= '0' && character <= '9' || character >= 'a' && character <= 'f');
    }
}
