// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** How an API server is reached: what it is called, and who asks. */
public final class ApiAccess {

    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
    /** Milliseconds: the longest pause between two attempts is 32 times that. */
    private static final int RECONNECT = 300;
    private static final int TIMEOUT = 10_000;

    private ApiAccess() {}

    /**
     * As a pod: with its service account, whose token is read anew for each request.
     *
     * @param environment of this process
     * @throws IOException if this is no pod of a cluster; the message says what is missing
     */
    public static KubernetesClient inCluster(Map<String, String> environment) throws IOException {
        return inCluster(environment, ACCOUNT);
    }

    /** @param account where the files of the service account are */
    static KubernetesClient inCluster(Map<String, String> environment, Path account) throws IOException {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        Path token = account.resolve("token");
        if (host.isEmpty() || !Files.isReadable(token)) {
            throw new IOException("this is no pod with a service account: " + (host.isEmpty() ? "KUBERNETES_SERVICE_HOST is not set" : token + " cannot be read")
                    + "; set analyzer.kubernetes.api to the path of a kubeconfig file, or to off");
        }
        String address = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("https://" + address + ":" + environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443"))
                .withCaCertFile(account.resolve("ca.crt").toString())
                .withOauthTokenProvider(() -> read(token))
                .build();
        return client(config);
    }

    /**
     * As a kubeconfig file says.
     *
     * @throws IOException if it cannot be read, or is none
     */
    public static KubernetesClient ofKubeconfig(Path file) throws IOException {
        try {
            Files.readString(file); // with an error that names it
            return client(Config.fromKubeconfig(file.toFile()));
        } catch (KubernetesClientException | IllegalArgumentException | IOException e) {
            throw new IOException("the kubeconfig file " + file + " cannot be used (" + e.getMessage() + "): set analyzer.kubernetes.api to another, or to off", e);
        }
    }

    static KubernetesClient client(Config config) {
        config.setWatchReconnectInterval(RECONNECT);
        config.setWatchReconnectLimit(-1);
        config.setRequestRetryBackoffLimit(0); // the informer and the look-ups try again themselves
        config.setConnectionTimeout(TIMEOUT);
        config.setRequestTimeout(TIMEOUT);
        return new KubernetesClientBuilder().withConfig(config).withHttpClientFactory(new JdkHttpClientFactory()).build();
    }

    private static String read(Path token) {
        try {
            return Files.readString(token).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the service account's token cannot be read", e);
        }
    }
}
