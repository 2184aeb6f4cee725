// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesAttributesExtractor;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** fabric8's mock of an API server, which takes the pods of a node for a field selector, refuses what the test says, and can go and come back. */
final class ClusterMock implements AutoCloseable {

    /** The mock selects by labels alone: each pod of the tests carries its node's name as one. */
    static final String NODE = "test-node";

    /** It logs each request; a logger that is not held forgets its level. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        LOG.setLevel(Level.WARNING);
    }

    private final Crud crud = new Crud();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> refused = path -> false;
    private volatile Predicate<String> empty = path -> false;
    private MockWebServer server;
    private int port;

    private final class Crud extends KubernetesCrudDispatcher {
        private final KubernetesAttributesExtractor extractor = new KubernetesAttributesExtractor();

        @Override
        public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getMethod() + " " + request.getPath());
            if (empty.test(request.getPath())) {
                return new MockResponse().setResponseCode(200).setBody("null");
            }
            return refused.test(request.getPath())
                    ? new MockResponse().setResponseCode(403).setBody("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":403,\"reason\":\"Forbidden\"}")
                    : super.dispatch(request);
        }

        @Override
        public MockResponse handleGet(String path) {
            return super.handleGet(byLabel(path));
        }

        @Override
        public MockResponse handleWatch(String path) {
            return super.handleWatch(byLabel(path));
        }

        private static String byLabel(String path) {
            return path.replace("fieldSelector=spec.nodeName%3D", "labelSelector=" + NODE + "%3D").replace("fieldSelector=spec.nodeName=", "labelSelector=" + NODE + "=");
        }

        /** Without a request: the mock looks at each object for each one. */
        void add(HasMetadata object) {
            getMap().put(extractor.extract(object), Serialization.asJson(object));
        }
    }

    ClusterMock() {
        start();
    }

    void start() {
        server = new MockWebServer();
        server.setDispatcher(crud);
        server.start(InetAddress.getLoopbackAddress(), port);
        port = server.getPort();
    }

    void stop() {
        stop(server);
    }

    /** The mock waits ten seconds at most for its own end: on a busy machine that is no fault of what is tested, and the rest ends with the JVM. */
    static void stop(MockWebServer server) {
        try {
            server.shutdown();
        } catch (IllegalStateException e) {
            LOG.log(Level.WARNING, "the mock's port is closed, but not all of its threads have ended", e);
        }
    }

    /** Answers null to these paths, as no server should. */
    void answerNull(Predicate<String> paths) {
        empty = paths;
    }

    void refuse(Predicate<String> paths) {
        refused = paths;
    }

    List<String> asked() {
        return asked;
    }

    /** There before the test looks. */
    void has(HasMetadata... objects) {
        for (HasMetadata object : objects) {
            crud.add(object);
        }
    }

    /** As an event. */
    void appears(Pod pod) {
        try (KubernetesClient client = client()) {
            client.resource(pod).create();
        }
    }

    Config config() {
        return new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:" + port + "/").build();
    }

    KubernetesClient client() {
        return ApiAccess.client(config());
    }

    @Override
    public void close() {
        stop();
    }
}
