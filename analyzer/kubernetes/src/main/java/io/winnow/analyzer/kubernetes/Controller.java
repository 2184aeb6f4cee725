// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.winnow.analyzer.workload.PodOwner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What manages an object, by its metadata.
 *
 * @param apiVersion group and version
 * @param kind such as {@code ReplicaSet}
 * @param name in the namespace of the object
 * @param uid other than that of a controller of the same name before it
 */
record Controller(String apiVersion, String kind, String name, String uid) {

    /** Kinds that another object may manage in turn, with the names of their resources. */
    private static final Map<String, String> MANAGED = Map.of("ReplicaSet", "replicasets", "Job", "jobs");

    private static final String CRON_JOB = "CronJob";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern API_VERSION = Pattern.compile("(?:apps|batch)/v[a-z0-9]+");

    /** The owner that is marked as the controller. {@code kubectl create job --from} of older versions does not mark the CronJob. */
    static Optional<Controller> of(List<OwnerReference> owners) {
        return owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst()
                .or(() -> owners.stream().filter(owner -> CRON_JOB.equals(owner.getKind())).findFirst())
                .map(owner -> new Controller(text(owner.getApiVersion()), text(owner.getKind()), text(owner.getName()), text(owner.getUid())));
    }

    /** The path of it on an API server, if it may have an owner in turn. */
    Optional<String> path(String namespace) {
        String resource = MANAGED.get(kind);
        boolean sound = API_VERSION.matcher(apiVersion).matches() && NAME.matcher(namespace).matches() && NAME.matcher(name).matches();
        return resource == null || !sound ? Optional.empty() : Optional.of("apis/" + apiVersion + "/namespaces/" + namespace + "/" + resource + "/" + name);
    }

    PodOwner owner() {
        return new PodOwner(kind, name);
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }
}
