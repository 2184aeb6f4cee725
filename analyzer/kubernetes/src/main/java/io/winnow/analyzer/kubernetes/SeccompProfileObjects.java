// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.winnow.collector.record.Printable;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * SeccompProfile objects of the Security Profiles Operator, which brings each to all nodes as {@code operator/NAME.json}. They are applied by the server, under a
 * field manager of this program's own, so that what others add to an object stays; labels say whose they are, and no others are removed. For one thread.
 */
public final class SeccompProfileObjects implements AutoCloseable {

    static final String FIELD_MANAGER = "winnow-hub";
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String CLUSTER = "winnow.io/cluster";
    private static final String PROGRAM = "winnow";

    private static final ResourceDefinitionContext PROFILES = new ResourceDefinitionContext.Builder()
            .withGroup("security-profiles-operator.x-k8s.io").withVersion("v1").withKind("SeccompProfile").withPlural("seccompprofiles").withNamespaced(false).build();
    private static final PatchContext APPLY =
            new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager(FIELD_MANAGER).withForce(true).build();

    private final KubernetesClient client;
    private final Map<String, String> labels;

    /**
     * @param client closed with this
     * @param cluster a label: objects of other clusters are left alone
     */
    public SeccompProfileObjects(KubernetesClient client, String cluster) {
        this.client = client;
        this.labels = Map.of(MANAGED_BY, PROGRAM, CLUSTER, cluster);
    }

    /**
     * Makes an object, or makes it what it is to be.
     *
     * @param name of the object: a label
     * @param document the object in YAML, as it is exported
     * @throws IOException if the server does not take it; the message says why
     */
    public void apply(String name, String document) throws IOException {
        GenericKubernetesResource object = Serialization.unmarshal(document, GenericKubernetesResource.class);
        object.getMetadata().setName(name);
        object.getMetadata().setLabels(new HashMap<>(labels));
        try {
            objects().resource(object).patch(APPLY);
        } catch (KubernetesClientException e) {
            throw failure("apply", e);
        }
    }

    /**
     * Removes the objects of this program and cluster that have none of these names.
     *
     * @throws IOException if the server does not let it; the message says why
     */
    public void retain(Set<String> names) throws IOException {
        try {
            for (GenericKubernetesResource object : objects().withLabels(labels).list().getItems()) {
                if (!names.contains(object.getMetadata().getName())) {
                    objects().withName(object.getMetadata().getName()).delete();
                }
            }
        } catch (KubernetesClientException e) {
            throw failure("list and delete", e);
        }
    }

    private MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> objects() {
        return client.genericKubernetesResources(PROFILES);
    }

    private IOException failure(String what, KubernetesClientException e) {
        String remedy = switch (e.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN, HttpURLConnection.HTTP_UNAUTHORIZED ->
                    ": allow `get`, `list`, `create`, `patch` and `delete` of seccompprofiles to the hub's account";
            case HttpURLConnection.HTTP_NOT_FOUND -> ": is the Security Profiles Operator installed?";
            default -> "";
        };
        String why = e.getMessage() == null ? "no answer" : Printable.of(e.getMessage().lines().findFirst().orElse(""));
        return new IOException("the API server " + client.getMasterUrl() + " did not " + what + " SeccompProfile objects (" + why + ")" + remedy, e);
    }

    @Override
    public void close() {
        client.close();
    }
}
