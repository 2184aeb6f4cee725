// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import java.util.Map;

/**
 * Says which workload a container is a replica of, if it is no pod's ({@link PodNames}): project and service of compose; then image and command; else
 * the container's own name. The annotation {@value #OVERRIDE} names it by hand. All of it is untrusted text.
 */
public final class WorkloadNames {

    /** Annotation, or label, that names the workload. */
    public static final String OVERRIDE = "io.winnow.workload";

    /** All builds of a host together, by who runs them: their containers differ in name, image and command from one RUN to the next. */
    private static final Map<String, String> BUILDS = Map.of(ContainerMetadata.BUILDAH, "podman build", ContainerMetadata.BUILDKIT, "docker build");

    /** Builds inside its own container: its arguments are those of the build, and other ones each time. */
    private static final String KANIKO = "/kaniko/executor";

    /** Characters of an image and of a command in a name that is too long. */
    private static final int MAX_IMAGE = 110;

    private static final int MIN_COMMAND = 12;

    private static final String[] PROJECT = {"com.docker.compose.project", "io.podman.compose.project"};
    private static final String[] SERVICE = {"com.docker.compose.service", "io.podman.compose.service"};

    private WorkloadNames() {}

    public static WorkloadId of(ContainerMetadata container) {
        String builds = BUILDS.get(container.manager());
        if (builds != null) {
            return new WorkloadId(builds, "");
        }
        return new WorkloadId(PlainText.of(ofUser(container) + name(container)), PlainText.of(container.imageDigest()));
    }

    /** A user says himself what his containers are called, and writes into his own baselines only. */
    static String ofUser(ContainerMetadata container) {
        return container.user().map(user -> "user-" + user + "/").orElse("");
    }

    private static String name(ContainerMetadata container) {
        Map<String, String> labels = container.labels();
        String override = PodLabels.first(labels, OVERRIDE);
        if (!override.isEmpty()) {
            return override;
        }
        String project = PodLabels.first(labels, PROJECT);
        String service = PodLabels.first(labels, SERVICE);
        if (!project.isEmpty() && !service.isEmpty()) {
            return project + "/" + service;
        }
        if (container.kind() == ContainerKind.CONTAINER && !container.image().isEmpty()) {
            boolean builds = !container.command().isEmpty() && container.command().get(0).equals(KANIKO);
            return imageAndCommand(container.image(), builds ? KANIKO : String.join(" ", container.command()));
        }
        return container.name().isBlank() ? container.id() : container.name();
    }

    /** The image stays whole, for people look for it first; the command gets what is left. */
    private static String imageAndCommand(String image, String command) {
        String whole = (image + " " + command).strip();
        if (whole.length() <= PlainText.MAX_NAME) {
            return whole;
        }
        String shown = PlainText.of(image, MAX_IMAGE);
        return shown + " " + PlainText.of(command, Math.max(MIN_COMMAND, PlainText.MAX_NAME - shown.length() - 1 - PlainText.SUFFIX));
    }
}
