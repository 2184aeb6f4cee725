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

    /** All builds of a host together: their containers differ in name, image and command from one RUN to the next. */
    private static final String BUILDS = "podman build";

    /** Characters of an image and of a command in a name that is too long. */
    private static final int MAX_IMAGE = 110;

    private static final int MIN_COMMAND = 12;

    private static final String[] PROJECT = {"com.docker.compose.project", "io.podman.compose.project"};
    private static final String[] SERVICE = {"com.docker.compose.service", "io.podman.compose.service"};

    private WorkloadNames() {}

    public static WorkloadId of(ContainerMetadata container) {
        if (container.manager().equals(ContainerMetadata.BUILDAH)) {
            return new WorkloadId(BUILDS, "");
        }
        return new WorkloadId(PlainText.of(name(container)), PlainText.of(container.imageDigest()));
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
            return imageAndCommand(container.image(), String.join(" ", container.command()));
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
