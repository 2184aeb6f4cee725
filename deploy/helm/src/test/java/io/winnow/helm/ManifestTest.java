// SPDX-License-Identifier: Apache-2.0
package io.winnow.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the chart renders has only fields that Kubernetes knows, of the right types: those of its newest API. An API server of the oldest takes it,
 * and the pod of {@code helm test}, which is not rendered here, in {@code make kubernetes-test}.
 */
class ManifestTest {

    private static final Map<String, Class<?>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class, "v1/Namespace", Namespace.class, "v1/Service", Service.class,
            "v1/ServiceAccount", ServiceAccount.class, "apps/v1/DaemonSet", DaemonSet.class, "apps/v1/Deployment", Deployment.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class, "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "rbac.authorization.k8s.io/v1/ClusterRole", ClusterRole.class, "rbac.authorization.k8s.io/v1/ClusterRoleBinding", ClusterRoleBinding.class);
    /** Those of the Prometheus operator, which are no part of Kubernetes. */
    private static final String OPERATOR = "monitoring.coreos.com/";
    private static final ObjectMapper STRICT = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).annotationIntrospector(new Strict()).build();

    /** The model keeps fields that it does not know; here they are refused. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    @Test
    void eachObjectOfTheChartHasOnlyFieldsThatKubernetesKnows() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String values : List.of("", ChartTest.EVERYTHING, "purge: true")) {
            check(ChartTest.render(values), seen);
        }
        check(Files.readString(Path.of("plain/namespace.yaml")), seen);
        assertThat(seen).isEqualTo(KINDS.keySet());
    }

    @Test
    void aFieldOfAnotherNameIsRefused() throws IOException {
        String rendered = ChartTest.render("");
        assertThat(rendered).contains("imagePullPolicy:");
        assertThatThrownBy(() -> check(rendered.replace("imagePullPolicy:", "pullPolicy:"), new HashSet<>())).hasMessageContaining("pullPolicy");
    }

    private static void check(String manifests, Set<String> seen) throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        for (JsonNode manifest : yaml.readerFor(JsonNode.class).<JsonNode>readValues(new YAMLFactory().createParser(manifests)).readAll()) {
            String kind = manifest.path("apiVersion").asText() + "/" + manifest.path("kind").asText();
            if (manifest.isEmpty() || kind.startsWith(OPERATOR)) {
                continue;
            }
            assertThat(KINDS).as("kinds of objects").containsKey(kind);
            STRICT.treeToValue(manifest, KINDS.get(kind));
            seen.add(kind);
        }
    }
}
