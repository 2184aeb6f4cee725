// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.winnow.analyzer.workload.OwnerGuess;
import io.winnow.analyzer.workload.WorkloadNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of a pod: a hundredth of what the API server sends.
 *
 * @param uid of the pod in the API
 * @param staticUid of a static pod as its kubelet has it, else empty
 * @param version of the object
 * @param controller that made the pod
 * @param ownerLabels those that say something of the owner
 * @param selected labels and annotations that the configuration selects
 * @param byHand name that a user gave the workload, or empty
 */
record PodRecord(
        String uid, String staticUid, String version, Optional<Controller> controller, Map<String, String> ownerLabels, Map<String, String> selected, String byHand) {

    private static final String STATIC_UID = "kubernetes.io/config.hash";
    private static final String MIRROR = "kubernetes.io/config.mirror";

    /** The kubelet owns the pods that stand for static ones. */
    private static final String NODE = "Node";

    static PodRecord of(Pod pod, Set<String> labels) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> own = metadata.getLabels() == null ? Map.of() : metadata.getLabels();
        Map<String, String> annotations = metadata.getAnnotations() == null ? Map.of() : metadata.getAnnotations();
        String byHand = annotations.getOrDefault(WorkloadNames.OVERRIDE, own.getOrDefault(WorkloadNames.OVERRIDE, ""));
        Map<String, String> selected = chosen(annotations, labels);
        selected.putAll(chosen(own, labels));
        return new PodRecord(metadata.getUid(), annotations.containsKey(MIRROR) ? annotations.getOrDefault(STATIC_UID, "") : "", metadata.getResourceVersion(),
                Controller.of(metadata.getOwnerReferences()).filter(owner -> !owner.kind().equals(NODE)), Map.copyOf(chosen(own, OwnerGuess.LABELS)),
                Map.copyOf(selected), byHand.isBlank() ? "" : byHand);
    }

    private static Map<String, String> chosen(Map<String, String> all, Set<String> keys) {
        Map<String, String> chosen = new HashMap<>();
        keys.stream().filter(all::containsKey).forEach(key -> chosen.put(key, all.get(key)));
        return chosen;
    }

    /** Whether a container of this pod says so; an empty uid says nothing. */
    boolean is(String containersPod) {
        return containersPod.isEmpty() || containersPod.equals(uid) || containersPod.equals(staticUid);
    }

    /** As much of the pod as the informer compares. */
    Pod pod(String namespace, String name) {
        Pod pod = new Pod();
        pod.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).withUid(uid).withResourceVersion(version).build());
        return pod;
    }
}
