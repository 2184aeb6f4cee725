// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The forms in which a confinement can be written. */
public enum ExportFormat {
    /** A profile file for {@code --security-opt seccomp=} of Docker and podman, for containerd, and for Kubernetes' Localhost profiles. */
    DOCKER("docker", "application/json", ".json", Json::profile),
    /** A part of an OCI {@code config.json}. */
    OCI("oci", "application/json", ".json", Json::oci),
    /** A SeccompProfile of the Security Profiles Operator. */
    SPO("spo", "application/yaml", ".yaml", SecurityProfilesOperator::write),
    /** A patch of a Kubernetes pod. */
    KUBERNETES("kubernetes", "application/yaml", ".yaml", KubernetesPatch::write),
    /** Flags of {@code docker run}. */
    DOCKER_RUN("docker-run", "text/plain", ".txt", RunFlags::docker),
    /** Flags of {@code podman run}. */
    PODMAN_RUN("podman-run", "text/plain", ".txt", RunFlags::podman),
    /** A service of a compose file. */
    COMPOSE("compose", "application/yaml", ".yaml", ComposeService::write),
    /** A drop-in file of a systemd service. */
    SYSTEMD("systemd", "text/plain", ".conf", SystemdDropIn::write),
    /** A profile for AppArmor to start from. */
    APPARMOR("apparmor", "text/plain", ".apparmor", AppArmorHints::write),
    /** A policy for SELinux to start from. */
    SELINUX("selinux", "text/plain", ".cil", SelinuxHints::write),
    /** What the profile rests on, as an in-toto statement. */
    IN_TOTO("in-toto", "application/vnd.in-toto+json", ".json", InTotoStatement::write);

    private final String id;
    private final String contentType;
    private final String suffix;
    private final Function<Confinement, String> writer;

    ExportFormat(String id, String contentType, String suffix, Function<Confinement, String> writer) {
        this.id = id;
        this.contentType = contentType;
        this.suffix = suffix;
        this.writer = writer;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }

    /** The media type of what is written. */
    public String contentType() {
        return contentType;
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
