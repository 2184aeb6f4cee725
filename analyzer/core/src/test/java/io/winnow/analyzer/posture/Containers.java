// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.record.Capability;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A container that is right, to be changed in one way. */
final class Containers {

    static final HostInfo HOST = new HostInfo(true, List.of("capability", "apparmor"), true, List.of(new HostInfo.Engine("docker", false, List.of())));

    final Map<Namespace, Sharing> namespaces = new EnumMap<>(Namespace.class);
    final List<String> bounding = new ArrayList<>();
    final List<String> ambient = new ArrayList<>();
    final List<HostMount> mounts = new ArrayList<>();
    final List<String> devices = new ArrayList<>();
    final List<String> maskedPaths = new ArrayList<>(List.of("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"));
    final List<String> readOnlyPaths = new ArrayList<>(List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
    boolean complete = true;
    boolean anyDevice;
    boolean readOnlyRoot = true;
    boolean noNewPrivileges = true;
    Seccomp seccomp = Seccomp.FILTER;
    long uid = 33;
    long hostUid = 33;
    String apparmorProfile = "docker-default";
    String selinuxLabel = "";
    Use use = new Use(Set.of(), "", new TreeSet<>(), "");
    HostInfo host = HOST;

    private Containers() {
        Arrays.stream(Namespace.values()).forEach(each -> namespaces.put(each, Sharing.PRIVATE));
        namespaces.put(Namespace.USER, Sharing.HOST);
    }

    /** With this change. */
    static PostureSubject with(Consumer<Containers> change) {
        Containers container = new Containers();
        change.accept(container);
        return container.subject();
    }

    Containers mount(String source, boolean readOnly) {
        mounts.add(new HostMount(source, "/inside", readOnly, false));
        return this;
    }

    Containers all() {
        bounding.clear();
        Arrays.stream(Capability.values()).forEach(capability -> bounding.add(capability.name()));
        return this;
    }

    Containers needs(Capability... capabilities) {
        use = new Use(Set.of(capabilities), "", new TreeSet<>(), "");
        return this;
    }

    private PostureSubject subject() {
        Isolation isolation = new Isolation(
                true, complete, namespaces, hostUid, uid, List.of(), ambient, readOnlyRoot, mounts, devices, anyDevice, maskedPaths, readOnlyPaths,
                apparmorProfile, selinuxLabel);
        return new PostureSubject(
                new Grants(true, bounding, bounding, seccomp, noNewPrivileges, Sharing.PRIVATE, "", uid, isolation), use, Optional.ofNullable(host));
    }
}
