// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The forms in which a confinement can be written. */
public enum ExportFormat {
    /** A profile file for {@code --security-opt seccomp=} of Docker and podman, for containerd, and for Kubernetes' Localhost profiles. */
    DOCKER("docker", ".json", Json::profile),
    /** A part of an OCI {@code config.json}. */
    OCI("oci", ".json", Json::oci),
    /** A SeccompProfile of the Security Profiles Operator. */
    SPO("spo", ".yaml", SecurityProfilesOperator::write),
    /** A patch of a Kubernetes pod. */
    KUBERNETES("kubernetes", ".yaml", KubernetesPatch::write),
    /** Flags of {@code docker run}. */
    DOCKER_RUN("docker-run", ".txt", RunFlags::docker),
    /** Flags of {@code podman run}. */
    PODMAN_RUN("podman-run", ".txt", RunFlags::podman),
    /** A service of a compose file. */
    COMPOSE("compose", ".yaml", ComposeService::write),
    /** A drop-in file of a systemd service. */
    SYSTEMD("systemd", ".conf", SystemdDropIn::write),
    /** A profile for AppArmor to start from. */
    APPARMOR("apparmor", ".apparmor", AppArmorHints::write),
    /** A policy for SELinux to start from. */
    SELINUX("selinux", ".cil", SelinuxHints::write);

    private final String id;
    private final String suffix;
    private final Function<Confinement, String> writer;

    ExportFormat(String id, String suffix, Function<Confinement, String> writer) {
        this.id = id;
        this.suffix = suffix;
        this.writer = writer;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }

    /**
     * Writes it; the text ends with a line feed.
     *
     * @throws ExportException if the form cannot say it
     */
    public String write(Confinement confinement) {
        return writer.apply(confinement);
    }

    /** A file name without a directory, safe whatever the workload is called, and different for different workloads. */
    public String fileName(Confinement confinement) {
        return confinement.name() + suffix;
    }

    /** The form of that word. */
    public static Optional<ExportFormat> named(String id) {
        return Arrays.stream(values()).filter(format -> format.id.equals(id)).findAny();
    }

    /** All words. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(ExportFormat::id).toList();
    }
}
