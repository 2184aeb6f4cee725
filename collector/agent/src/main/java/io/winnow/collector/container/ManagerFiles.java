// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.winnow.collector.document.ContainerMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What container managers keep on disk: bundles of containerd, podman and CRI-O; names and images. */
final class ManagerFiles {

    private static final String KUBERNETES = "io.kubernetes.";
    private static final String CONTAINERD = "io.kubernetes.cri.";
    private static final String CRIO = "io.kubernetes.cri-o.";
    /** How the kubelet's adapter names Docker's containers: an image cannot choose that. */
    private static final String OF_KUBELET = "k8s_";

    private static final Pattern DIGEST = Pattern.compile("(sha256:)?[0-9a-f]{64}");
    private static final String CONFIG = "config.json";
    private static final String DOCKERS_NAMESPACE = "moby";

    private static final int MAX_DATA_ROOTS = 64;

    private final HostPaths paths;
    private final ContainerdImages images;
    private final PodLabelReader podLabels;
    /** Where daemons keep their containers: by default, and as found in the configurations of their containers. */
    private final Set<Path> dockerContainers = new LinkedHashSet<>();

    ManagerFiles(HostPaths paths) {
        this.paths = paths;
        images = new ContainerdImages(paths);
        podLabels = new PodLabelReader(images, this::config, this::dockerFile);
        dockerContainers.add(paths.dockerContainers());
    }

    /** The manager that keeps files on a container of this id. Docker's are run by containerd, in a namespace of their own. */
    Optional<String> engineOf(String id) {
        if (dockerContainers.stream().anyMatch(containers -> has(containers, id))) {
            return Optional.of("docker");
        }
        return namespaces().stream().filter(namespace -> has(namespace, id)).findFirst().map(ManagerFiles::managerOf);
    }

    private static boolean has(Path directory, String id) {
        return JsonFile.below(directory, id).filter(Files::isDirectory).isPresent();
    }

    /** Who uses a namespace of containerd's. */
    static String managerOf(Path namespace) {
        if (namespace.endsWith(ContainerMetadata.BUILDKIT)) {
            return ContainerMetadata.BUILDKIT;
        }
        return namespace.endsWith(DOCKERS_NAMESPACE) ? "docker" : "containerd";
    }

    /** The OCI configuration in the manager's bundle. */
    Optional<OciConfig> config(String id) {
        List<Optional<Path>> places = new ArrayList<>();
        for (Path namespace : namespaces()) {
            places.add(JsonFile.below(namespace, id, CONFIG));
        }
        for (Path storage : paths.storageContainers()) {
            places.add(JsonFile.below(storage, id, "userdata", CONFIG));
        }
        return places.stream()
                .flatMap(Optional::stream)
                .map(JsonFile::read)
                .flatMap(Optional::stream)
                .findFirst()
                .map(OciConfig::of);
    }

    private List<Path> namespaces() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(paths.containerdTasks(), path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
            children.forEach(found::add);
        } catch (IOException e) {
            return List.of(); // no containerd here
        }
        return found;
    }

    /**
     * Adds name, image and labels, from where this manager keeps them.
     *
     * @param given as its configuration describes it
     * @param config of the container, if it is known: it says where the engine's storage is
     * @param bundle of the container, if it is known: it says where containerd's is
     */
    ContainerDescription name(ContainerDescription given, Optional<OciConfig> config, Optional<Path> bundle) {
        ContainerDescription container = given.withLabels(believedLabels(given.manager(), given.name(), given.labels()));
        Optional<EngineStorage> storage = config.flatMap(known -> EngineStorage.of(paths, known.rootPath()));
        ContainerDescription named = switch (container.manager()) {
            case "docker" -> docker(container, storage);
            case "podman" -> podman(annotated(container), storage);
            case "containerd" -> containerd(annotated(container), bundle);
            case "cri-o" -> annotated(container).named("", "", crioDigest(container.labels()), Map.of());
            default -> annotated(container);
        };
        return named.named("", "", "", podLabels.of(named, bundle));
    }

    /**
     * The labels without those that only another engine would write, which are a user's word: CRI-O copies the annotations of a pod to its containers, and Docker
     * the labels of an image. They would name another pod.
     *
     * @param name of the container; Docker's is in no label
     */
    private static Map<String, String> believedLabels(String manager, String name, Map<String, String> labels) {
        List<String> ofOthers = switch (manager) {
            case "containerd" -> List.of(CRIO);
            case "cri-o" -> List.of(CONTAINERD);
            case "docker" -> name.startsWith(OF_KUBELET) ? List.of(CONTAINERD, CRIO) : List.of(KUBERNETES);
            case "podman" -> List.of(KUBERNETES);
            default -> List.of();
        };
        Map<String, String> believed = new HashMap<>(labels);
        believed.keySet().removeIf(key -> ofOthers.stream().anyMatch(key::startsWith));
        return believed;
    }

    private ContainerDescription docker(ContainerDescription container, Optional<EngineStorage> storage) {
        storage.map(EngineStorage::dockerContainers).filter(found -> dockerContainers.size() < MAX_DATA_ROOTS).ifPresent(dockerContainers::add);
        return dockerFile(container.id()).map(file -> dockers(container, file)).orElse(container);
    }

    private static ContainerDescription dockers(ContainerDescription container, JsonNode file) {
        String name = file.path("Name").asText().replaceFirst("^/", "");
        JsonNode config = file.path("Config");
        return container.withCommand(dockerCommand(file)).named(
                name, config.path("Image").asText(), file.path("Image").asText(),
                believedLabels(container.manager(), name, OciConfig.map(config.path("Labels"))));
    }

    private Optional<JsonNode> dockerFile(String id) {
        return dockerContainers.stream().flatMap(containers -> JsonFile.below(containers, id, "config.v2.json").flatMap(JsonFile::read).stream()).findFirst();
    }

    /** What it executes, image and arguments taken together. */
    private static List<String> dockerCommand(JsonNode file) {
        List<String> command = new ArrayList<>();
        command.add(file.path("Path").asText());
        command.addAll(OciConfig.texts(file.path("Args")));
        return command.get(0).isEmpty() ? List.of() : command;
    }

    /** CRI passes names as annotations: containerd's and CRI-O's are tried in turn. */
    private static ContainerDescription annotated(ContainerDescription container) {
        Map<String, String> labels = container.labels();
        return container.named(
                first(labels, "io.kubernetes.cri.container-name", "io.kubernetes.container.name", "nerdctl/name"),
                first(labels, "io.kubernetes.cri.image-name", "io.kubernetes.cri-o.ImageName", "io.kubernetes.cri-o.Image"),
                "",
                Map.of());
    }

    /** CRI-O names the image that it started by its id, or by name and digest. */
    private static String crioDigest(Map<String, String> labels) {
        String reference = first(labels, "io.kubernetes.cri-o.ImageRef");
        String digest = reference.substring(reference.lastIndexOf('@') + 1);
        return DIGEST.matcher(digest).matches() ? digest : "";
    }

    private ContainerDescription containerd(ContainerDescription container, Optional<Path> bundle) {
        return bundle.flatMap(images::of)
                .map(image -> container.named("", container.image().isEmpty() ? image.name() : "", image.digest(), Map.of())).orElse(container);
    }

    private ContainerDescription podman(ContainerDescription container, Optional<EngineStorage> storage) {
        Path index = storage.map(EngineStorage::podmanIndex).filter(Files::exists).orElse(paths.storageIndex());
        return named(container, index);
    }

    /** With what podman's list of containers calls it; the same container if it is not in the list. */
    static ContainerDescription named(ContainerDescription container, Path list) {
        for (JsonNode entry : JsonFile.read(list).orElse(MissingNode.getInstance())) {
            if (entry.path("id").asText().equals(container.id())) {
                List<String> names = OciConfig.texts(entry.path("names"));
                return container.named(
                        names.isEmpty() ? "" : names.get(0), image(entry.path("metadata").asText()), entry.path("image").asText(), Map.of());
            }
        }
        return container;
    }

    /** The metadata is JSON inside a string. */
    private static String image(String metadata) {
        return JsonFile.parse(metadata.getBytes(StandardCharsets.UTF_8))
                .map(node -> node.path("image-name").asText())
                .orElse("");
    }

    private static String first(Map<String, String> labels, String... keys) {
        for (String key : keys) {
            String value = labels.getOrDefault(key, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }
}
