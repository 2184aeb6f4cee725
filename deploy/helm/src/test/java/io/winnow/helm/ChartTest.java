// SPDX-License-Identifier: Apache-2.0
package io.winnow.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {

    private static final Path CHART = Path.of("winnow");
    private static final Path PLAIN = Path.of("plain/winnow.yaml");
    static final String EVERYTHING = """
            kafka: {bootstrapServers: "kafka-1:9092,kafka-2:9093", secret: winnow-kafka}
            api: {enabled: true, tlsSecret: winnow-tls, principalsSecret: winnow-principals, hosts: [winnow.example]}
            serviceMonitor: {enabled: true, tokenSecret: winnow-token}
            prometheusRule: {enabled: true}
            dashboard: {enabled: true}
            networkPolicy: {enabled: true}
            podEvents: true
            hub: {enabled: true, seccompProfiles: true}
            settings: {cluster: east, collector: {slots: 2048}}
            """;

    @Test
    void theChartHasNoFaultsThatHelmKnows() {
        LintResult result = new Helm(CHART).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @Test
    void noContainerIsPrivilegedAndTheAnalyzerHasNothing() {
        String rendered = Release.template(CHART, "winnow");
        assertThat(rendered).doesNotContain("privileged: true").doesNotContain("hostNetwork").doesNotContain("hostIPC").contains("automountServiceAccountToken: false");
        String analyzer = rendered.substring(rendered.indexOf("- name: analyzer"), rendered.indexOf("      volumes:"));
        assertThat(analyzer).contains("runAsNonRoot: true", "runAsUser: 10771", "drop: [ALL]", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false",
                "type: RuntimeDefault").doesNotContain("add:").doesNotContain("/sys/fs/bpf").doesNotContain("/host/");
    }

    @Test
    void onlyTheAnalyzerHasTheToken() {
        String rendered = Release.template(CHART, "winnow");
        assertThat(rendered.split("serviceaccount, readOnly", -1)).hasSize(2);
        assertThat(rendered.indexOf("serviceaccount, readOnly")).isGreaterThan(rendered.indexOf("- name: analyzer"));
    }

    @Test
    void eventsAreMadeOnlyIfThatIsSwitchedOnAndTheyAreAllThatIsWritten() throws IOException {
        assertThat(Release.template(CHART, "winnow")).doesNotContain("create]", "resources: [events]", "events: true");
        assertThat(render("podEvents: true")).contains("{apiGroups: [\"\"], resources: [events], verbs: [create]}", "events: true");
    }

    @Test
    void hubsAreADeploymentWithoutPrivilegeAndTheNodesPublishWhatTheyLearnForThem() throws IOException {
        assertThat(Release.template(CHART, "winnow")).doesNotContain("kind: Deployment", "learned:", "followHub");
        String rendered = render("hub: {enabled: true, replicas: 3}\nkafka: {bootstrapServers: 'kafka:9092'}\nnetworkPolicy: {enabled: true}");
        assertThat(rendered).contains("learned:\n          enabled: true", "followHub: true", "profiles: /seccomp/winnow");
        String hub = Stream.of(rendered.split("---\n")).filter(object -> object.contains("kind: Deployment")).findFirst().orElseThrow();
        assertThat(hub).contains("replicas: 3", "args: [--config, /etc/winnow/winnow.yaml, hub]", "runAsNonRoot: true", "drop: [ALL]", "readOnlyRootFilesystem: true",
                "automountServiceAccountToken: false", "app.kubernetes.io/name: winnow-hub",
                "{name: socket, mountPath: /run/winnow}").doesNotContain("hostPath", "hostPID", "add:");
        assertThat(rendered).contains("kind: PodDisruptionBudget");
        assertThat(rendered.split("port: 9092", -1)).as("for the nodes, and for the hubs").hasSize(3);
    }

    @Test
    void hubsMayWriteSeccompProfilesOnlyIfThatIsSwitchedOnAndNothingElse() throws IOException {
        String hub = "kafka: {bootstrapServers: 'kafka:9092'}\nnetworkPolicy: {enabled: true}\nhub: {enabled: true, seccompProfiles: ";
        assertThat(render(hub + "false}")).doesNotContain("seccompprofiles", "seccompProfiles: in-cluster", "winnow-hub, namespace");
        String rendered = render(hub + "true}");
        assertThat(rendered).contains("seccompProfiles: in-cluster",
                "{apiGroups: [security-profiles-operator.x-k8s.io], resources: [seccompprofiles], verbs: [get, list, create, patch, delete]}",
                "automountServiceAccountToken: true\n      serviceAccountName: winnow-hub");
        assertThat(rendered.split("resources: \\[seccompprofiles", -1)).hasSize(2);
    }

    @Test
    void allSwitchesAtOnceAreTheSameRulesAndDashboardAsElsewhere() throws IOException {
        String rendered = render(EVERYTHING);
        assertThat(rendered).contains("kind: NetworkPolicy", "port: 9092", "port: 9093", "kind: ServiceMonitor", "kind: PrometheusRule", "cluster: east", "slots: 2048",
                "keepPins: true", "sasl.jaas.config: ${secret:/etc/winnow/kafka:sasl.jaas.config}");
        Files.readAllLines(Path.of("../prometheus/winnow-rules.yml")).forEach(line -> assertThat(rendered).contains(line));
        Files.readAllLines(Path.of("../prometheus/winnow-dashboard.json")).forEach(line -> assertThat(rendered).contains(line));
    }

    @Test
    void plainManifestsAreWhatTheChartRenders() throws IOException {
        String rendered = "# Made from the chart ../winnow: helm template winnow winnow --namespace winnow\n" + Release.template(CHART, "winnow")
                .replaceAll("(?s)---\\n# Source: winnow/templates/tests/.*?(?=\\n---|$)", "").strip() + "\n";
        if (Boolean.getBoolean("winnow.update")) {
            Files.writeString(PLAIN, rendered);
        }
        assertThat(PLAIN).as("mvn -pl deploy/helm test -Dwinnow.update=true writes it").content().isEqualTo(rendered);
    }

    /** Each is refused, and the message names the key. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            imagee: {repository: x}                                    | imagee
            image: {repository: "Has Space"}                           | image/repository
            image: {pullPolicy: Sometimes}                             | image/pullPolicy
            image: {digest: "md5:1"}                                   | image/digest
            image: {tag: "a b"}                                        | image/tag
            image: {repository: null}                                  | image
            kafka: {bootstrapServers: broker}                          | kafka/bootstrapServers
            kafka: {bootstrapServers: "a:1;b:2"}                       | kafka/bootstrapServers
            kafka: {secretKeys: ["sasl jaas"]}                         | kafka/secretKeys
            kafka: {password: x}                                       | password
            host: {state: var/lib/winnow}                              | host/state
            host: {runtimeDirectories: []}                             | host/runtimeDirectories
            host: {runtimeDirectories: [run]}                          | host/runtimeDirectories
            purge: "yes"                                               | purge
            collector: {capabilities: [CAP_BPF]}                       | collector/capabilities
            collector: {capabilities: []}                              | collector/capabilities
            collector: {seccompProfile: {type: None}}                  | collector/seccompProfile
            analyzer: {seccompProfile: {type: Localhost}}              | localhostProfile
            analyzer: {privileged: true}                               | privileged
            analyzer: {readinessProbe: {periodSeconds: 0}}             | analyzer/readinessProbe
            api: {port: 70000}                                         | api/port
            api: {enabled: true}                                       | api.tlsSecret
            serviceMonitor: {enabled: true}                            | needs api.enabled
            podEvents: "yes"                                           | podEvents
            hub: {enabled: true}                                       | needs kafka.bootstrapServers
            hub: {replicas: 0}                                         | hub/replicas
            hub: {seccompProfiles: "in-cluster"}                       | hub/seccompProfiles
            hub: {storage: much}                                       | hub/storage
            {podEvents: true, rbac: {create: false}}                   | podEvents needs rbac.create
            serviceMonitor: {interval: often}                          | serviceMonitor/interval
            networkPolicy: {apiServerPorts: ["443"]}                   | networkPolicy/apiServerPorts
            settings: {colector: {}}                                   | colector
            updateStrategy: {type: Recreate}                           | updateStrategy/type
            terminationGracePeriodSeconds: 0                           | terminationGracePeriodSeconds
            nodeSelector: {disk: 1}                                    | nodeSelector/disk
            """)
    void aWrongValueIsRefusedByName(String values, String named) {
        assertThatThrownBy(() -> render(values)).hasMessageContaining(named);
    }

    static String render(String values) throws IOException {
        Path file = Files.createTempFile("values", ".yaml");
        try {
            Files.writeString(file, values);
            return new Helm(CHART).template().withName("winnow").withNamespace("winnow").withValuesFile(file).call();
        } finally {
            Files.delete(file);
        }
    }
}
