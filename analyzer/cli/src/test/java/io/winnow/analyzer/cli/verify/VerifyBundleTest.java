// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The configuration that a verification runs. */
class VerifyBundleTest {

    private static final String GIVEN = """
            {"ociVersion":"1.0.2","root":{"path":"rootfs"},
             "process":{"terminal":true,"args":["/bin/true"],"cwd":"/","capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],
               "effective":["CAP_CHOWN"],"permitted":["CAP_CHOWN"],"ambient":["CAP_CHOWN","CAP_KILL"]}},
             "mounts":[{"destination":"/data","type":"bind","source":"data"},{"destination":"/proc","type":"proc","source":"proc"}],
             "linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW"}}}""";

    @Test
    void aCopyNamesTheSameFiles() throws IOException {
        JsonNode config = tree(given());
        assertThat(config.at("/root/path").asText()).isEqualTo("/bundles/web/rootfs");
        assertThat(config.at("/mounts/0/source").asText()).isEqualTo("/bundles/web/data");
        assertThat(config.at("/mounts/1/source").asText()).isEqualTo("proc");
        assertThat(config.at("/process/terminal").asBoolean()).isFalse();
    }

    @Test
    void profileCapabilitiesAndCgroupAreReplaced() throws IOException {
        VerifyBundle bundle = given()
                .withSeccomp(SeccompProfile.refusing(List.of(), List.of(Rule.allow("read"))))
                .withCapabilities(Set.of(Capability.CAP_KILL))
                .withNoNewPrivileges()
                .withCgroup("/here");
        JsonNode config = tree(bundle);
        assertThat(config.at("/linux/seccomp/defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(config.at("/linux/cgroupsPath").asText()).isEqualTo("/here");
        assertThat(bundle.noNewPrivileges()).isTrue();
        for (String set : List.of("bounding", "effective", "permitted", "ambient")) {
            assertThat(config.at("/process/capabilities/" + set)).as(set).hasSize(1).first().extracting(JsonNode::asText).isEqualTo("CAP_KILL");
        }
        assertThat(config.at("/process/capabilities").has("inheritable")).isFalse();
    }

    @Test
    void whatIsGivenStaysAsItIs() throws IOException {
        VerifyBundle bundle = given();
        bundle.withCapabilities(Set.of()).withNoNewPrivileges();
        assertThat(bundle.capabilities()).containsExactlyInAnyOrder(Capability.CAP_CHOWN, Capability.CAP_KILL);
        assertThat(bundle.noNewPrivileges()).isFalse();
    }

    @Test
    void aCommandRunsAsItsCallerOnTheHostsRoot() throws IOException {
        List<String> status = List.of("Name:\tjava", "Uid:\t0\t0\t0\t0", "Gid:\t5\t5\t5\t5", "Groups:\t5 7 ", "CapEff:\t0000000000200001");
        VerifyBundle.Caller caller = CallerFile.of(status, Path.of("/home"), Map.of("A", "b"));
        JsonNode config = tree(VerifyBundle.of(List.of("ls", "-l"), caller, Path.of("/tmp/root"), false));
        assertThat(config.at("/root/path").asText()).isEqualTo("/tmp/root");
        assertThat(config.at("/root/readonly").asBoolean()).isTrue();
        assertThat(config.at("/process/args/1").asText()).isEqualTo("-l");
        assertThat(config.at("/process/cwd").asText()).isEqualTo("/home");
        assertThat(config.at("/process/env/0").asText()).isEqualTo("A=b");
        assertThat(config.at("/process/user/gid").asLong()).isEqualTo(5);
        assertThat(config.at("/process/user/additionalGids")).hasSize(2);
        assertThat(VerifyBundle.of(List.of("ls"), caller, Path.of("/tmp/root"), false).capabilities())
                .containsExactlyInAnyOrder(Capability.CAP_CHOWN, Capability.CAP_SYS_ADMIN);
    }

    @Test
    void aRuntimeMakesNoDevicesOnTheHost() throws IOException {
        VerifyBundle.Caller caller = new VerifyBundle.Caller(0, 0, List.of(), Set.of(), Path.of("/"), Map.of());
        JsonNode config = tree(VerifyBundle.of(List.of("ls"), caller, Path.of("/tmp/root"), true));
        assertThat(config.at("/mounts")).anySatisfy(mount -> {
            assertThat(mount.path("destination").asText()).isEqualTo("/dev");
            assertThat(mount.path("type").asText()).isEqualTo("bind");
        });
        assertThat(config.at("/linux/namespaces")).singleElement().extracting(namespace -> namespace.path("type").asText()).isEqualTo("mount");
    }

    @Test
    void whatIsNoConfigurationIsRefused() {
        for (String broken : List.of("", "[]", "{}", "{\"process\":{},\"root\":{}}", "{\"process\":1,\"root\":{},\"linux\":{}}", "[".repeat(5_000))) {
            assertThatThrownBy(() -> VerifyBundle.of(Path.of("/bundles/web"), broken.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(CommandException.class).hasMessageStartingWith("/bundles/web/config.json");
        }
    }

    @Test
    void aBrokenConfigurationIsReportedWithItsPlaceAndNotWithTheParsers() {
        for (String broken : List.of("{\"process\":\n{", "{\"process\":\n]", "{\"process\":\nnope}")) {
            assertThatThrownBy(() -> VerifyBundle.of(Path.of("/bundles/web"), broken.getBytes(StandardCharsets.UTF_8)))
                    .hasMessageStartingWith("/bundles/web/config.json is not JSON: line 2, column ")
                    .hasMessageNotContainingAny("Source", "marker", "Feature");
        }
    }

    private static VerifyBundle given() {
        return VerifyBundle.of(Path.of("/bundles/web"), GIVEN.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode tree(VerifyBundle bundle) throws IOException {
        return new ObjectMapper().readTree(bundle.json());
    }
}
