// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFormatTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void isFoundByItsWord() {
        assertThat(ExportFormat.ids())
                .containsExactly("docker", "oci", "spo", "kubernetes", "docker-run", "podman-run", "compose", "systemd", "apparmor", "selinux", "in-toto");
        for (String id : ExportFormat.ids()) {
            assertThat(ExportFormat.named(id).map(ExportFormat::id)).contains(id);
        }
        assertThat(ExportFormat.named("toml")).isEmpty();
    }

    @Test
    void refusesAWorkloadWithoutAName() {
        assertThatThrownBy(() -> Samples.named(" ")).isInstanceOf(ExportException.class).hasMessage("the workload has no name");
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void writesTheSameForTheSame(ExportFormat format) {
        assertThat(format.write(Samples.web())).isEqualTo(format.write(Samples.web())).endsWith("\n").doesNotContain("\r");
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void holdsUntrustedNamesWithinTheirPlace(ExportFormat format) {
        String ordinary = format.write(Samples.named("ordinary"));
        for (String name : Samples.UNTRUSTED) {
            String text = format.write(Samples.named(name));
            assertThat(text.lines().count()).as(name).isEqualTo(ordinary.lines().count());
            assertThat(text).matches("[ -~\n]+").hasSizeLessThan(ordinary.length() + 1_000);
        }
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void givesUntrustedNamesFileNamesOfTheirOwnInOneDirectory(ExportFormat format) {
        Set<String> names = new HashSet<>();
        for (String name : Samples.UNTRUSTED) {
            String file = format.fileName(Samples.named(name));
            assertThat(file).matches("[a-z0-9][a-z0-9-]{0,61}[a-z0-9]?\\.[a-z]+");
            assertThat(Path.of("/root").resolve(file).normalize().getParent()).isEqualTo(Path.of("/root"));
            names.add(file);
        }
        assertThat(names).hasSameSizeAs(Samples.UNTRUSTED);
        assertThat(format.fileName(Samples.named("nginx"))).startsWith("nginx.");
    }

    @Test
    void writesDockersFormSoThatItIsReadBack() {
        byte[] json = ExportFormat.DOCKER.write(Samples.web()).getBytes(StandardCharsets.UTF_8);

        assertThat(new ProfileReader().read(json).template().resolve(Target.x86(Set.of()))).isEqualTo(Samples.PROFILE);
    }

    @Test
    void writesOciAsTheSpecificationHasIt() throws IOException {
        JsonNode config = JSON.readTree(ExportFormat.OCI.write(Samples.named("nginx")));

        assertThat(schema("oci-confinement.schema.json").validate(config)).isEmpty();
        assertThat(config.at("/process/capabilities/bounding")).hasSize(1);
        assertThat(config.at("/process/capabilities/permitted/0").asText()).isEqualTo("CAP_CHOWN");
        assertThat(config.at("/process/noNewPrivileges").asBoolean()).isTrue();
        assertThat(config.at("/linux/seccomp/defaultErrnoRet").asInt()).isEqualTo(1);
    }

    @Test
    void writesTheOperatorsProfileAsItsSchemaHasIt() throws IOException {
        JsonSchema schema = schema("spo-seccompprofile.schema.json");
        Confinement dockers = new Confinement("dockers", DockerDefault.resolve(Capability.dockerDefault()), Set.of());
        for (Confinement confinement : List.of(Samples.web(), Samples.named("true"), dockers)) {
            JsonNode document = YAML.readTree(ExportFormat.SPO.write(confinement));
            assertThat(schema.validate(document)).isEmpty();
        }
        assertThat(YAML.readTree(ExportFormat.SPO.write(Samples.web())).at("/metadata/annotations/winnow.io~1workload").asText())
                .isEqualTo("shop/pod/web-0/nginx");
    }

    @Test
    void writesComposeAsItsSpecificationHasIt() throws IOException {
        JsonSchema schema = schema("compose.schema.json");
        for (String name : Samples.UNTRUSTED) {
            assertThat(schema.validate(YAML.readTree(ExportFormat.COMPOSE.write(Samples.named(name))))).as(name).isEmpty();
        }
        assertThat(schema.validate(YAML.readTree(ExportFormat.COMPOSE.write(Samples.web())))).isEmpty();
        assertThat(schema.validate(YAML.readTree("services: {web: {cap_ad: [CHOWN]}}"))).isNotEmpty();
    }

    @Test
    void splitsManyConditionsAsRuntimesWould() throws IOException {
        ArgCondition[] seven = new ArgCondition[7];
        for (int i = 0; i < seven.length; i++) {
            seven[i] = ArgCondition.equal(0, i);
        }
        JsonNode document = YAML.readTree(ExportFormat.SPO.write(confinement(Rule.allow("socket", seven))));

        assertThat(schema("spo-seccompprofile.schema.json").validate(document)).isEmpty();
        assertThat(document.at("/spec/syscalls")).hasSize(7);
    }

    @Test
    void saysWhatTheOperatorCannotExpress() {
        assertCannot(ExportFormat.SPO, confinement(Rule.allow("prctl", ArgCondition.equal(0, -1))), "18446744073709551615");
        assertCannot(ExportFormat.SPO, confinement(Rule.refuse("prctl", 0)), "errnoRet 0");
        assertCannot(ExportFormat.SPO, withDefault(Action.ERRNO, OptionalInt.of(38)), "defaultErrnoRet 38");
        assertCannot(
                ExportFormat.SPO,
                new Confinement("x", SeccompProfile.refusing(List.of(Architecture.LOONGARCH64), List.of()), Set.of()),
                "SCMP_ARCH_LOONGARCH64");
    }

    @Test
    void writesAPatchForTheContainerAndNoneForItsNeighbours() throws IOException {
        String text = ExportFormat.KUBERNETES.write(Samples.web());
        JsonNode spec = YAML.readTree(text).path("spec");

        JsonNode container = spec.path("containers").get(0);
        assertThat(container.path("name").asText()).isEqualTo("nginx");
        assertThat(container.at("/securityContext/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(container.at("/securityContext/capabilities/add").toString()).isEqualTo("[\"NET_BIND_SERVICE\",\"SYS_TIME\"]");
        assertThat(container.at("/securityContext").has("allowPrivilegeEscalation")).isFalse();
        assertThat(container.at("/securityContext/seccompProfile/localhostProfile").asText()).matches("winnow/shop-pod-web-0-nginx-[0-9a-f]{8}\\.json");
        assertThat(container.at("/securityContext/seccompProfile/type").asText()).isEqualTo("Localhost");
        assertThat(spec.has("securityContext")).isFalse();
        assertThat(text).contains("# Pod Security level: privileged; baseline asks for no SYS_TIME\n");
    }

    @Test
    void saysWhichPodSecurityLevelIsReached() {
        assertThat(ExportFormat.KUBERNETES.write(Samples.named("x")))
                .contains("# Pod Security level: baseline; restricted asks for no CHOWN, runAsNonRoot: true\n");
        assertThat(ExportFormat.KUBERNETES.write(new Confinement("x", Samples.PROFILE, Set.of(), false)))
                .contains("# Pod Security level: baseline; restricted asks for allowPrivilegeEscalation: false, runAsNonRoot: true\n");
        assertThat(ExportFormat.KUBERNETES.write(
                        new Confinement("x", Samples.PROFILE, Set.of(Capability.CAP_NET_BIND_SERVICE), true)))
                .contains("# Pod Security level: restricted, if the pod also sets runAsNonRoot: true, and all its containers are like this one\n");
        assertThat(PodSecurity.of(new Confinement("x", Samples.PROFILE, Set.of(Capability.CAP_NET_RAW), true)).level())
                .isEqualTo(PodSecurity.Level.PRIVILEGED);
    }

    @Test
    void writesFlagsForAShell() {
        assertThat(ExportFormat.DOCKER_RUN.write(new Confinement("ntp", Samples.PROFILE, Set.of(Capability.CAP_SYS_TIME))))
                .isEqualTo("--cap-drop ALL --cap-add SYS_TIME --security-opt seccomp=ntp.json\n");
        assertThat(ExportFormat.PODMAN_RUN.write(Samples.named("ntp")))
                .isEqualTo("--cap-drop all --cap-add CHOWN --security-opt no-new-privileges --security-opt seccomp=ntp.json\n");
        for (String name : Samples.UNTRUSTED) {
            assertThat(ExportFormat.DOCKER_RUN.write(Samples.named(name))).matches("[A-Za-z0-9_.:= -]+\n");
        }
    }

    @Test
    void writesAComposeService() throws IOException {
        JsonNode service = YAML.readTree(ExportFormat.COMPOSE.write(Samples.named("shop/web"))).at("/services/web");

        assertThat(service.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(service.path("cap_add").toString()).isEqualTo("[\"CHOWN\"]");
        assertThat(service.path("security_opt").get(0).asText()).isEqualTo("no-new-privileges:true");
        assertThat(service.path("security_opt").get(1).asText()).matches("seccomp=\\./shop-web-[0-9a-f]{8}\\.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_service", "Web", "web.2", "_x", "0123", "1e3", "2024-01-01", "0x1f", "true", "on", "-", "..", ".inf", "x-"})
    void keepsTheNameOfAComposeService(String name) throws IOException {
        JsonNode services = YAML.readTree(ExportFormat.COMPOSE.write(Samples.named("shop/" + name))).path("services");
        assertThat(services.fieldNames()).toIterable().containsExactly(name);
    }

    @Test
    void givesAServiceAnotherNameWhereComposeWouldRefuseIt() throws IOException {
        JsonNode services = YAML.readTree(ExportFormat.COMPOSE.write(Samples.named("shop/my service"))).path("services");
        assertThat(services.fieldNames().next()).matches("my-service-[0-9a-f]{8}");
    }

    @Test
    void keepsTheNameOfAContainerThatIsALabel() throws IOException {
        String longest = "a".repeat(50) + "--" + "b".repeat(11);
        for (String name : List.of(longest, longest.substring(1), "a-b", "0123", "1e3")) {
            assertThat(patched("shop/pod/web-0/" + name)).isEqualTo(name);
            assertThat(ExportFormat.DOCKER.fileName(Samples.named(name))).isEqualTo(name + ".json");
        }
        for (String name : List.of(longest + "c", "Web", "a_b", "a-", "-a")) {
            assertThat(patched("shop/pod/web-0/" + name)).isNotEqualTo(name).matches("[a-z0-9][a-z0-9-]{0,61}[a-z0-9]");
        }
    }

    private static String patched(String workload) throws IOException {
        JsonNode name = YAML.readTree(ExportFormat.KUBERNETES.write(Samples.named(workload))).at("/spec/containers/0/name");
        assertThat(name.isTextual()).isTrue();
        return name.asText();
    }

    @Test
    void writesASystemdDropIn() {
        assertThat(ExportFormat.SYSTEMD.write(Samples.named("web")))
                .isEqualTo(
                        """
                        # Workload: web
                        [Service]
                        NoNewPrivileges=yes
                        CapabilityBoundingSet=
                        CapabilityBoundingSet=CAP_CHOWN
                        # The unit does not start if its AmbientCapabilities= names others than these.
                        SystemCallArchitectures=
                        SystemCallArchitectures=native x86
                        SystemCallFilter=
                        SystemCallFilter=clone execve exit_group read write
                        SystemCallFilter=~clone3:ENOSYS
                        SystemCallErrorNumber=EPERM
                        RestrictAddressFamilies=
                        RestrictAddressFamilies=none
                        RestrictNamespaces=
                        RestrictNamespaces=yes
                        """);
        assertThat(ExportFormat.SYSTEMD.write(confinement(Rule.allow("read"))))
                .contains("CapabilityBoundingSet=\n", "SystemCallErrorNumber=EPERM\n", "SystemCallArchitectures=native\n")
                .contains("AmbientCapabilities=\n")
                .doesNotContain("Wider", "NoNewPrivileges", "MemoryDenyWriteExecute");
    }

    @Test
    void restrictsInASystemdDropInWhatTheProfileRestrictsAndNothingElse() {
        assertThat(ExportFormat.SYSTEMD.write(confinement(
                        Rule.allow("socket", ArgCondition.maskedEqual(0, 0xffff_ffffL, 2)), Rule.allow("socket", ArgCondition.maskedEqual(0, 0xffff_ffffL, 16)),
                        Rule.allow("unshare", ArgCondition.equal(0, 0x4002_0200L)))))
                .contains("RestrictAddressFamilies=AF_INET AF_NETLINK\n", "RestrictNamespaces=mnt net\n").doesNotContain("Wider");
        assertThat(ExportFormat.SYSTEMD.write(confinement(Rule.allow("clone", ArgCondition.maskedEqual(0, 0x3e02_0000L, 0)))))
                .contains("RestrictNamespaces=net\n");
        assertThat(ExportFormat.SYSTEMD.write(confinement(Rule.allow("socket"), Rule.allow("clone3"))))
                .as("any family, and flags that no filter sees").doesNotContain("RestrictAddressFamilies", "RestrictNamespaces");
        assertThat(ExportFormat.SYSTEMD.write(confinement(Rule.allow("setns", ArgCondition.equal(1, 0)))))
                .as("systemd refuses setns without a kind").doesNotContain("RestrictNamespaces").contains("Wider", "setns");
        assertThat(ExportFormat.SYSTEMD.write(confinement(Rule.allow("socket", ArgCondition.equal(0, 60)))))
                .as("a family that has no name").doesNotContain("RestrictAddressFamilies");
    }

    @Test
    void saysWhatSystemdCannotExpress() {
        assertCannot(ExportFormat.SYSTEMD, withDefault(Action.ALLOW, OptionalInt.empty()), "allows all but what it names");
        assertCannot(ExportFormat.SYSTEMD, withDefault(Action.TRAP, OptionalInt.empty()), "SCMP_ACT_TRAP");
        assertCannot(
                ExportFormat.SYSTEMD,
                new Confinement("x", SeccompProfile.refusing(List.of(Architecture.ARM), List.of(Rule.allow("read"))), Set.of()),
                "SCMP_ARCH_ARM");
        assertCannot(ExportFormat.SYSTEMD, new Confinement("x", SeccompProfile.refusing(List.of(), List.of()), Set.of()), "no call at all");
    }

    private static void assertCannot(ExportFormat format, Confinement confinement, String what) {
        assertThatThrownBy(() -> format.write(confinement))
                .isInstanceOf(ExportException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("use the format docker");
    }

    private static Confinement confinement(Rule... rules) {
        return new Confinement("x", SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(rules)), Set.of());
    }

    private static Confinement withDefault(Action action, OptionalInt errno) {
        return new Confinement(
                "x", new SeccompProfile(action, errno, List.of(), Set.of(), List.of(Rule.allow("read"))), Set.of());
    }

    private static JsonSchema schema(String name) throws IOException {
        try (InputStream in = ExportFormatTest.class.getResourceAsStream(name)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
        }
    }
}
