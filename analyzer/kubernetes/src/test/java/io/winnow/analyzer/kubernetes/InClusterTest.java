// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod asks the API server: with the files and the environment that a kubelet gives it, over TLS. */
class InClusterTest {

    private static final String PODS = "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

    @TempDir
    private Path account;

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.useHttps();
        server.start(InetAddress.getLoopbackAddress(), 0);
        Files.copy(Path.of(server.getSelfSignedCertificate().certificatePath()), account.resolve("ca.crt"));
        Files.writeString(account.resolve("token"), "first\n");
    }

    @AfterEach
    void stop() {
        ClusterMock.stop(server);
    }

    private Map<String, String> environment() {
        return Map.of("KUBERNETES_SERVICE_HOST", "localhost", "KUBERNETES_SERVICE_PORT", String.valueOf(server.getPort()));
    }

    private String tokenOf(KubernetesClient client) throws InterruptedException {
        server.enqueue(new MockResponse().setResponseCode(200).setBody(PODS).setHeader("Content-Type", "application/json"));
        assertThat(client.pods().inAnyNamespace().list().getItems()).isEmpty();
        return server.takeRequest().getHeader("Authorization");
    }

    @Test
    void itsTokenIsSentAndReadAnewWhenTheKubeletReplacesIt() throws Exception {
        try (KubernetesClient client = ApiAccess.inCluster(environment(), account)) {
            assertThat(tokenOf(client)).isEqualTo("Bearer first");
            Files.writeString(account.resolve("token"), "second");
            assertThat(tokenOf(client)).isEqualTo("Bearer second");
        }
    }

    @Test
    void aServerOfAnotherAuthorityGetsNoToken() throws Exception {
        MockWebServer other = new MockWebServer();
        other.useHttps();
        other.start(InetAddress.getLoopbackAddress(), 0);
        Files.writeString(account.resolve("ca.crt"), Files.readString(Path.of(other.getSelfSignedCertificate().certificatePath())));
        try (KubernetesClient client = ApiAccess.inCluster(environment(), account)) {
            assertThatThrownBy(() -> client.pods().inAnyNamespace().list()).isInstanceOf(KubernetesClientException.class);
            assertThat(server.getRequestCount()).isZero();
        } finally {
            ClusterMock.stop(other);
        }
    }

    @Test
    void whatIsMissingOutsideOfAClusterIsNamed() {
        assertThatThrownBy(() -> ApiAccess.inCluster(Map.of(), account)).isInstanceOf(IOException.class)
                .hasMessage("this is no pod with a service account: KUBERNETES_SERVICE_HOST is not set; set analyzer.kubernetes.api to the path of a kubeconfig file, or to off");
        Path empty = account.resolve("none");
        assertThatThrownBy(() -> ApiAccess.inCluster(environment(), empty)).isInstanceOf(IOException.class).hasMessageContaining(empty.resolve("token") + " cannot be read");
    }
}
