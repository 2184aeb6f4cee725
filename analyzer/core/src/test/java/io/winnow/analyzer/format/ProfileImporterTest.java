// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.analyzer.seccomp.Action;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.analyzer.seccomp.ReadProfile;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ProfileImporterTest {

    private static final String OPERATORS =
            """
            apiVersion: security-profiles-operator.x-k8s.io/v1
            kind: SeccompProfile
            metadata:
              name: web
              namespace: shop
            spec:
              baseProfileName: runc-v1.2.3
              defaultAction: SCMP_ACT_ERRNO
              architectures: [SCMP_ARCH_X86_64]
              syscalls:
                - action: SCMP_ACT_ALLOW
                  names: [read, write]
                - action: SCMP_ACT_ALLOW
                  names:
                    - clone
                  args:
                    - index: 0
                      value: 2114060288
                      op: SCMP_CMP_MASKED_EQ
            """;

    /** For one document, on a machine with much else to do. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ProfileImporter importer = new ProfileImporter();

    @Test
    void readsTheOperatorsProfiles() {
        ReadProfile read = read(OPERATORS);

        assertThat(read.remarks()).containsExactly("spec.baseProfileName: what the base profile allows is not included");
        assertThat(read.template().rules().get(0).rule()).isEqualTo(Rule.allow(List.of("read", "write")));
        assertThat(read.template().rules().get(1).rule().args()).containsExactly(ArgCondition.maskedEqual(0, 0x7e020000L, 0));
    }

    @Test
    void readsTheOperatorsProfilesInJson() {
        ReadProfile read = read(
                """
                {"apiVersion": "security-profiles-operator.x-k8s.io/v1beta1", "kind": "SeccompProfile",
                 "spec": {"defaultAction": "SCMP_ACT_LOG", "disabled": true}}""");

        assertThat(read.remarks()).containsExactly("spec.disabled: the profile is switched off where it comes from");
    }

    @Test
    void takesNothingInTheOperatorsProfileForAConfiguration() {
        ReadProfile read = read(OPERATORS + "  linux: {seccomp: {defaultAction: SCMP_ACT_ALLOW}}\n");

        assertThat(read.template().defaultAction()).isEqualTo(Action.ERRNO);
        assertThat(read.remarks()).contains("spec.linux: unknown key, not regarded");
    }

    @Test
    void refusesAnOperatorsProfileThatIsAnotherForOthers() {
        String json = """
                {"apiVersion": "security-profiles-operator.x-k8s.io\\/v1", "kind": "SeccompProfile",
                 "spec": {"defaultAction": "SCMP_ACT_ERRNO"}, %s}""";
        for (String other : List.of("\"defaultAction\": \"SCMP_ACT_ALLOW\"", "\"Syscalls\": []", "\"linux\": {\"seccomp\": {}}")) {
            assertFails(json.formatted(other), "and a configuration that holds one ('spec') are there");
        }
        assertFails(OPERATORS + "defaultAction: SCMP_ACT_ALLOW\n", "both a profile ('defaultAction')");
    }

    @Test
    void readsWhatTheExportsWrote() throws IOException {
        for (ExportFormat format : List.of(ExportFormat.DOCKER, ExportFormat.OCI)) {
            assertThat(read(format.write(Samples.web())).template().resolve(Target.x86(Set.of()))).isEqualTo(Samples.PROFILE);
        }
        assertThat(read(ExportFormat.SPO.write(Samples.web())).template().resolve(Target.x86(Set.of())).rules())
                .isEqualTo(Samples.PROFILE.rules());
    }

    @Test
    void namesThePlace() {
        assertFails(OPERATORS.replace("SCMP_CMP_MASKED_EQ", "MASKED"), "spec.syscalls[1].args[0].op: 'MASKED' is not an operator");
        assertFails(OPERATORS.replace("spec:", "spec: &a\n  x: ["), "not YAML: ");
        assertFails(OPERATORS.replace("kind: SeccompProfile", "kind: Pod"), "neither a profile in JSON nor a SeccompProfile");
        assertFails("kind: SeccompProfile\napiVersion: security-profiles-operator.x-k8s.io/v1", "spec: there is no spec here");
        assertFails("just text", "neither a profile in JSON");
        assertFails("", "there is nothing here");
        assertFails(OPERATORS + "---\nkind: Secret\n", "not YAML: ");
    }

    /** An alias is its name here, which may be an action's, and another action for the tool that applies the document. */
    @Test
    void refusesAliasesAndMergeKeys() {
        String alias = OPERATORS.replace("name: web", "annotations: {k: &SCMP_ACT_ERRNO SCMP_ACT_ALLOW}");
        assertFails(alias.replace("defaultAction: SCMP_ACT_ERRNO", "defaultAction: *SCMP_ACT_ERRNO"), "line 8, column 18: an alias (*name)");
        assertFails(alias.replace("[read, write]", "[read, *SCMP_ACT_ERRNO]"), "an alias (*name): write out what it stands for");
        assertFails(alias.replace("  defaultAction:", "  *SCMP_ACT_ERRNO :"), "not YAML: ");
        assertFails(OPERATORS + "  <<: {syscalls: [{action: SCMP_ACT_ALLOW, names: [mount]}]}\n", "a merge key (<<): write out what it stands for");
        assertThat(read(alias).template().defaultAction()).isEqualTo(Action.ERRNO);
    }

    @Test
    void refusesAliasBombsDepthAndSize(@TempDir Path directory) throws IOException {
        assertFails(
                """
                a: &a [x, x, x, x, x, x, x, x, x]
                b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
                kind: *c
                """,
                "line 2, column 8: an alias (*name): write out what it stands for");
        assertFails("[".repeat(100_000), "not JSON: ");
        assertFails("a:\n" + "- ".repeat(10_000) + "x", "not YAML: ");
        Path large = directory.resolve("large.yaml");
        Files.writeString(large, "#".repeat(ProfileReader.MAX_BYTES + 1));
        assertThatThrownBy(() -> importer.read(large)).hasMessageContaining("larger than");
    }

    @Test
    @Timeout(300)
    void survives30000MutatedProfiles() {
        Random random = new Random(11);
        byte[] seed = OPERATORS.getBytes(StandardCharsets.UTF_8);
        int understood = 0;
        for (int i = 0; i < 30_000; i++) {
            long started = System.nanoTime();
            byte[] bytes = seed.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = random.nextInt(3) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\"',:-&*!|>%@ \n#0".charAt(random.nextInt(20));
            }
            try {
                importer.read(bytes);
                understood++;
            } catch (ProfileFormatException e) {
                assertThat(e.getMessage()).matches("[ -~…]+");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LONGEST);
        }
        assertThat(understood).isBetween(300, 29_700);
    }

    private ReadProfile read(String document) {
        return importer.read(document.getBytes(StandardCharsets.UTF_8));
    }

    private void assertFails(String document, String message) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(ProfileFormatException.class).hasMessageContaining(message);
    }
}
