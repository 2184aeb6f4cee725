// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.document.ContainerMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The labels of Kubernetes pods. Runtimes keep them with the container that holds the pod's namespaces: containerd in its database, CRI-O in an
 * annotation, Docker as labels of that container, beside the kubelet's own.
 */
final class PodLabelReader {

    /** Most labels of a pod that are read. */
    static final int MAX_LABELS = 64;

    private static final String CONTAINERD_PAUSE = "io.kubernetes.cri.sandbox-id";
    private static final String CRIO_PAUSE = "io.kubernetes.cri-o.SandboxID";
    private static final String DOCKER_PAUSE = "io.kubernetes.sandbox.id";
    private static final String CRIO_LABELS = "io.kubernetes.cri-o.Labels";
    /** What the runtimes and the kubelet add. */
    private static final List<String> KUBELETS = List.of("io.kubernetes.", "io.cri-containerd.", "annotation.");

    private final ContainerdImages containerd;
    private final Function<String, Optional<OciConfig>> configs;
    private final Function<String, Optional<JsonNode>> docker;

    /**
     * @param configs the OCI configuration of a container, by id
     * @param docker what Docker keeps of a container, by id
     */
    PodLabelReader(ContainerdImages containerd, Function<String, Optional<OciConfig>> configs, Function<String, Optional<JsonNode>> docker) {
        this.containerd = containerd;
        this.configs = configs;
        this.docker = docker;
    }

    /**
     * The labels of the pod that a container is in, by keys that say so.
     *
     * @param bundle of the container, if it is known
     */
    Map<String, String> of(ContainerDescription container, Optional<Path> bundle) {
        Map<String, String> labels = container.labels();
        Map<String, String> ofPod = switch (container.manager()) {
            case "containerd" -> bundle.filter(known -> labels.containsKey(CONTAINERD_PAUSE))
                    .map(known -> containerd.podLabels(known, labels.get(CONTAINERD_PAUSE))).orElse(Map.of());
            case "cri-o" -> Optional.ofNullable(labels.get(CRIO_PAUSE)).flatMap(pause -> configs.apply(pause).or(() -> beside(bundle, pause)))
                    .map(config -> config.annotations().get(CRIO_LABELS))
                    .flatMap(json -> JsonFile.parse(json.getBytes(StandardCharsets.UTF_8))).map(OciConfig::map).orElse(Map.of());
            case "docker" -> Optional.ofNullable(labels.get(DOCKER_PAUSE)).flatMap(docker)
                    .map(file -> OciConfig.map(file.path("Config").path("Labels"))).orElse(Map.of());
            default -> Map.of();
        };
        return marked(ofPod);
    }

    /** CRI-O's bundles are {@code RUNROOT/DRIVER-containers/ID/userdata}, whatever its runroot. */
    private static Optional<OciConfig> beside(Optional<Path> bundle, String id) {
        return bundle.map(Path::getParent).map(Path::getParent).flatMap(bundles -> JsonFile.below(bundles, id, "userdata", "config.json"))
                .flatMap(JsonFile::read).map(OciConfig::of);
    }

    private static Map<String, String> marked(Map<String, String> labels) {
        Map<String, String> marked = new HashMap<>();
        labels.forEach((key, value) -> {
            if (marked.size() < MAX_LABELS && KUBELETS.stream().noneMatch(key::startsWith)) {
                marked.put(ContainerMetadata.POD_LABEL + key, value);
            }
        });
        return marked;
    }
}
