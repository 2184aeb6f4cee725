// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileReaderTest {

    private static final String DOCKERS =
            """
            {
              "defaultAction": "SCMP_ACT_ERRNO",
              "defaultErrnoRet": 1,
              "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]}],
              "flags": ["SECCOMP_FILTER_FLAG_LOG"],
              "syscalls": [
                {"names": ["read", "write"], "action": "SCMP_ACT_ALLOW", "args": [], "comment": "", "includes": {}, "excludes": {}},
                {"name": "ptrace", "action": "SCMP_ACT_ALLOW", "args": null, "includes": {"minKernel": "4.8"}},
                {"names": ["clone"], "action": "SCMP_ACT_ALLOW",
                 "args": [{"index": 0, "value": 2114060288, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"}],
                 "excludes": {"caps": ["CAP_SYS_ADMIN"], "arches": ["s390", "s390x"]}},
                {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "excludes": {"caps": ["CAP_SYS_ADMIN"]}}
              ]
            }
            """;

    private static final String CONFIGURATION = "{\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ERRNO\"}}}";

    /** For one document, on a machine with much else to do. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ProfileReader reader = new ProfileReader();

    @Test
    void readsDockersForm() {
        ReadProfile read = read(DOCKERS);
        ProfileTemplate template = read.template();

        assertThat(read.remarks()).isEmpty();
        assertThat(template.isConcrete()).isFalse();
        assertThat(template.defaultAction()).isEqualTo(Action.ERRNO);
        assertThat(template.defaultErrno()).hasValue(1);
        assertThat(template.architectureMap()).containsEntry(Architecture.X86_64, List.of(Architecture.X86, Architecture.X32));
        assertThat(template.flags()).containsExactly(FilterFlag.LOG);
        assertThat(template.rules().get(1))
                .isEqualTo(new ConditionalRule(
                        Rule.allow("ptrace"),
                        new Condition(Set.of(), Set.of(), Optional.of(new KernelVersion(4, 8))),
                        Condition.NONE));
        assertThat(template.rules().get(2).rule().args()).containsExactly(ArgCondition.maskedEqual(0, 0x7e020000L, 0));
        assertThat(template.rules().get(3).rule()).isEqualTo(Rule.refuse("clone3", 38));
    }

    @Test
    void readsTheSeccompPartOfAnOciConfiguration() {
        ReadProfile read = read(
                """
                {"ociVersion": "1.0.2", "process": {}, "linux": {"seccomp": {"defaultAction": "SCMP_ACT_KILL",
                 "architectures": ["SCMP_ARCH_X86_64"], "syscalls": []}}}""");

        assertThat(read.template().isConcrete()).isTrue();
        assertThat(read.template().defaultAction()).isEqualTo(Action.KILL_THREAD);
        assertThat(read.template().architectures()).containsExactly(Architecture.X86_64);
    }

    @Test
    void saysSoWhereAnOciConfigurationHasNoSeccomp() {
        assertFails("{\"linux\": {\"namespaces\": []}}", "linux: there is no seccomp here: the container runs unconfined");
    }

    /** podman and Docker load what is at the top, and runc and crun what is in linux. */
    @ParameterizedTest
    @ValueSource(strings = {
        "\"defaultAction\": \"SCMP_ACT_ALLOW\"", "\"syscalls\": []", "\"DEFAULTACTION\": \"SCMP_ACT_ALLOW\"", "\"\u017fyscalls\": []", "\"archMap\": []"
    })
    void refusesWhatIsAProfileForSomeAndAConfigurationForOthers(String atTheTop) {
        assertFails("{" + atTheTop + ", " + CONFIGURATION.substring(1), "leave out one, as programs differ in which they read");
    }

    @Test
    void namesTheTwoThatItCannotChooseBetween() {
        assertFails("{\"syscalls\": [], " + CONFIGURATION.substring(1),
                "both a profile ('syscalls') and a configuration that holds one ('linux') are there");
    }

    @Test
    void refusesAnotherSpellingOfWhatHoldsTheProfile() {
        assertFails("{\"Linux\": {}, " + CONFIGURATION.substring(1), "Linux: write this key as linux");
        assertFails("{\"Linux\": {}, \"defaultAction\": \"SCMP_ACT_ALLOW\"}", "Linux: write this key as linux");
        assertFails(CONFIGURATION.replace("\"seccomp\"", "\"Seccomp\": {}, \"seccomp\""), "linux.Seccomp: write this key as seccomp");
    }

    @Test
    void readsErrnoByNameAsPodmanWritesIt() {
        ReadProfile read = read(
                """
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "defaultErrno": "ENOSYS",
                 "syscalls": [{"names": ["mount"], "action": "SCMP_ACT_ERRNO", "errno": "EPERM"}]}""");

        assertThat(read.template().defaultErrno()).hasValue(38);
        assertThat(read.template().rules().get(0).rule().errno()).isEqualTo(OptionalInt.of(1));
    }

    @Test
    void readsTheLargestUnsignedNumber() {
        ReadProfile read = read(rule("\"args\": [{\"index\": 5, \"value\": 18446744073709551615, \"op\": \"SCMP_CMP_EQ\"}]"));

        assertThat(read.template().rules().get(0).rule().args()).containsExactly(ArgCondition.equal(5, -1));
    }

    @Test
    void reportsWhatItDoesNotRegard() {
        ReadProfile read = read(
                """
                {"defaultAction": "SCMP_ACT_ALLOW", "defaultErrnoRet": 5, "listenerPath": "/run/x", "extra\\nkey": 1,
                 "syscalls": [{"names": [], "action": "SCMP_ACT_LOG"},
                              {"names": ["read"], "action": "SCMP_ACT_LOG", "errnoRet": 1, "priority": 3,
                               "args": [{"index": 0, "value": 1, "valueTwo": 2, "op": "SCMP_CMP_EQ", "x": 0}]}]}""");

        assertThat(read.remarks())
                .containsExactly(
                        "'extra?key': unknown key, not regarded",
                        "defaultErrnoRet: means nothing with SCMP_ACT_ALLOW, not regarded; crun refuses it",
                        "listenerPath: not carried over",
                        "syscalls[0]: a rule without names, not regarded",
                        "syscalls[1].priority: unknown key, not regarded",
                        "syscalls[1].errnoRet: means nothing with SCMP_ACT_LOG, not regarded; crun refuses it",
                        "syscalls[1].args[0].x: unknown key, not regarded",
                        "syscalls[1].args[0].valueTwo: means nothing with SCMP_CMP_EQ, not regarded");
    }

    @Test
    void boundsItsRemarks() {
        StringBuilder keys = new StringBuilder("{\"defaultAction\": \"SCMP_ACT_ALLOW\"");
        for (int i = 0; i < 5_000; i++) {
            keys.append(", \"k").append(i).append("\": 0");
        }

        assertThat(read(keys.append('}').toString()).remarks()).hasSize(101).last().isEqualTo("and 4900 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    []|an object is expected here, not a list
                    {}|there is no defaultAction here
                    {"defaultAction": 3}|defaultAction: text is expected here, not a number
                    {"defaultAction": "ALLOW"}|defaultAction: 'ALLOW' is not an action, such as SCMP_ACT_ALLOW
                    {"defaultaction": "SCMP_ACT_ALLOW"}|defaultaction: write this key as defaultAction
                    {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["amd64"]}|architectures[0]: 'amd64' is not an architecture
                    {"defaultAction": "SCMP_ACT_ALLOW", "flags": ["X"]}|flags[0]: 'X' is not a flag
                    {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": {}}|syscalls: a list is expected here, not an object
                    {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["read"]}]}|syscalls[0]: there is no action here
                    {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 4095}|defaultErrnoRet: 4095 is not 0 to 4094
                    {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "defaultErrno": "ENOSYS"}|defaultErrno: ENOSYS is not the number 1
                    {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrno": "ENONE"}|defaultErrno: 'ENONE' is not an errno
                    """)
    void namesThePlaceAndWhatIsWrong(String json, String message) {
        assertFails(json, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "args": [{"value": 1}]|syscalls[0].args[0]: there is no op here
                    "args": [{"index": 6, "op": "SCMP_CMP_EQ"}]|syscalls[0].args[0].index: 6 is not 0 to 5
                    "args": [{"index": 0, "op": "=="}]|syscalls[0].args[0].op: '==' is not an operator
                    "args": [{"value": -1, "op": "SCMP_CMP_EQ"}]|value: the number is not 0 to 18446744073709551615
                    "args": [{"value": 18446744073709551616, "op": "SCMP_CMP_EQ"}]|value: the number is not 0 to 18446744073709551615
                    "args": [{"value": 1.5, "op": "SCMP_CMP_EQ"}]|value: a whole number is expected here, not a fraction
                    "args": [{"value": 1e999999999, "op": "SCMP_CMP_EQ"}]|value: a whole number is expected here, not a fraction
                    "name": "read"|syscalls[0]: both name and names are there
                    "includes": {"minKernel": "new"}|syscalls[0].includes.minKernel: 'new' is not a kernel version
                    "includes": {"caps": ["SYS_ADMIN"]}|syscalls[0].includes.caps[0]: 'SYS_ADMIN' is not a capability
                    "includes": {"arches": ["../x"]}|syscalls[0].includes.arches[0]: '../x' is not an architecture
                    """)
    void namesThePlaceInARule(String part, String message) {
        assertFails(rule(part), message);
    }

    @Test
    void refusesNamesThatAreNoNames() {
        for (String name : List.of("", "re ad", "read\\n", "../../etc/x", "r\\u0000", "\\u001b[31m", "x".repeat(65), "é")) {
            assertThatThrownBy(() -> read("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"" + name
                            + "\"], \"action\": \"SCMP_ACT_LOG\"}]}"))
                    .isInstanceOf(ProfileFormatException.class)
                    .hasMessageStartingWith("syscalls[0].names[0]: ")
                    .hasMessageMatching("[ -~…]*");
        }
    }

    @Test
    void refusesWhatIsNotOneJsonDocument() {
        assertFails("", "there is nothing here");
        assertFails("{\"defaultAction\": ", "not JSON: ");
        assertFails("{\"defaultAction\": \"SCMP_ACT_ALLOW\"} {}", "not JSON: ");
        assertFails("{\n \"defaultAction\": \"SCMP_ACT_ALLOW\",\n \"defaultAction\": \"SCMP_ACT_KILL\"}", "line 3, column");
    }

    @Test
    void refusesDepthAndSize(@TempDir Path directory) throws IOException {
        assertFails("[".repeat(100_000), "not JSON: ");
        Path large = directory.resolve("large.json");
        Files.write(large, new byte[ProfileReader.MAX_BYTES + 10]);
        assertThatThrownBy(() -> reader.read(large)).hasMessageContaining("larger than 4194304 bytes");
        assertFails(rule("\"args\": [" + "0,".repeat(10_001) + "0]"), "syscalls[0].args: 10002 entries are more than 10000");
    }

    @Test
    void refusesBothArchitectureForms() {
        assertFails(
                """
                {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86"],
                 "archMap": [{"architecture": "SCMP_ARCH_X86_64"}]}""",
                "both architectures and archMap are there");
    }

    @Test
    @Timeout(300)
    void survives100000MutatedProfiles() {
        Random random = new Random(7);
        byte[][] seeds = {
            DOCKERS.getBytes(StandardCharsets.UTF_8),
            new ProfileWriter().write(new ProfileGenerator(random).learned()).getBytes(StandardCharsets.UTF_8)
        };
        int understood = 0;
        for (int i = 0; i < 100_000; i++) {
            long started = System.nanoTime();
            byte[] mutated = mutate(seeds[i % 20 == 0 ? 1 : 0], random);
            try {
                ProfileTemplate template = reader.read(mutated).template();
                new Evaluator(template.resolve(Target.x86(Set.of()))).uncertainCalls();
                understood++;
            } catch (ProfileFormatException e) {
                assertThat(e.getMessage()).matches("[ -~…]+");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LONGEST);
        }
        assertThat(understood).isBetween(1_000, 99_000);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes[at] = (byte) "{}[]\",:0-e\\".charAt(random.nextInt(11));
                case 3 -> bytes = Arrays.copyOf(bytes, at + 1);
                case 4 -> {
                    int from = random.nextInt(bytes.length);
                    int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
                    System.arraycopy(bytes, from, bytes, at, length);
                }
                default -> bytes[at] = (byte) (bytes[at] + random.nextInt(3) - 1);
            }
        }
        return bytes;
    }

    private static String rule(String part) {
        return "{\"defaultAction\": \"SCMP_ACT_ERRNO\","
                + " \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ALLOW\", " + part + "}]}";
    }

    private ReadProfile read(String json) {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private void assertFails(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ProfileFormatException.class).hasMessageContaining(message);
    }
}
