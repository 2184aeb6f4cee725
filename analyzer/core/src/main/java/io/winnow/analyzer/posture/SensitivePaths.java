// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostMount;
import java.util.List;
import java.util.Optional;

/** Directories of a host that are no container's business, and what of them containers have all the same. */
final class SensitivePaths {

    /** Who may write there owns the host. */
    private static final List<String> SYSTEM = List.of(
            "/etc", "/boot", "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/root", "/proc", "/sys", "/dev", "/var/lib/kubelet",
            "/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/var/lib/crio", "/var/lib/etcd", "/var/lib/rancher", "/var/spool/cron",
            "/opt/cni", "/run");

    /** Who may write there can mislead programs of the host. */
    private static final List<String> DATA = List.of("/var/log", "/home");

    /** Images need these, and they hold no secret: harmless if they are read-only. */
    private static final List<String> HARMLESS_TO_READ = List.of(
            "/etc/localtime", "/etc/timezone", "/etc/machine-id", "/etc/ssl/certs", "/etc/ca-certificates", "/etc/pki/ca-trust", "/etc/os-release",
            "/usr/lib/os-release", "/usr/share", "/usr/lib/modules", "/lib/modules", "/lib/firmware", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname");

    /** What engines and kubelets put into containers lies below their own state. */
    private static final List<String> OF_ENGINES = List.of("/var/lib/docker", "/var/lib/containerd", "/var/lib/containers", "/var/lib/crio", "/run");

    private static final List<String> ENGINES_DESTINATIONS = List.of(
            "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/dev/shm", "/run/.containerenv", "/run/secrets", "/dev/mqueue");

    private static final String PODS = "/var/lib/kubelet/pods/";

    private SensitivePaths() {}

    /** How bad it is that a container has this; empty if it is not. */
    static Optional<Severity> severity(HostMount mount) {
        String source = HostPath.plain(mount.source());
        if (isEnginesOwn(source, HostPath.plain(mount.destination())) || mount.readOnly() && HostPath.isInAny(source, HARMLESS_TO_READ)) {
            return Optional.empty();
        }
        if (source.equals("/")) {
            return Optional.of(mount.readOnly() ? Severity.HIGH : Severity.CRITICAL);
        }
        if (touches(source, SYSTEM)) {
            return Optional.of(mount.readOnly() ? Severity.MEDIUM : Severity.HIGH);
        }
        return touches(source, DATA) ? Optional.of(mount.readOnly() ? Severity.LOW : Severity.MEDIUM) : Optional.empty();
    }

    /** It is one of them, holds one of them, or lies in one of them; of the run-time state each program has its own part. */
    private static boolean touches(String source, List<String> directories) {
        for (String directory : directories) {
            boolean inside = HostPath.isIn(source, directory) && (!directory.equals("/run") || source.equals(directory));
            if (inside || HostPath.isIn(directory, source)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEnginesOwn(String source, String destination) {
        boolean volume = source.endsWith("/_data") && source.contains("/volumes/") && HostPath.isInAny(source, OF_ENGINES);
        boolean file = HostPath.isInAny(destination, ENGINES_DESTINATIONS) && OF_ENGINES.stream().anyMatch(state -> source.startsWith(state + "/"));
        return volume || file || source.startsWith(PODS);
    }
}
