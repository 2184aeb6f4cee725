// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.baseline.SampleBaseline;
import io.winnow.analyzer.posture.Severity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DangerousBehavioursTest {

    /** Of the matrix for containers; sub-techniques are not used. */
    private static final Map<String, String> TECHNIQUES = Map.of(
            "T1611", "Escape to Host", "T1068", "Exploitation for Privilege Escalation", "T1609", "Container Administration Command",
            "T1552", "Unsecured Credentials", "T1046", "Network Service Discovery", "T1562", "Impair Defenses", "T1036", "Masquerading",
            "T1499", "Endpoint Denial of Service", "T1613", "Container and Resource Discovery", "T1190", "Exploit Public-Facing Application");

    private final Collection<DangerousBehaviour> rows = DangerousBehaviours.all();

    @Test
    void eachRowHasItsForm() {
        assertThat(rows).hasSizeGreaterThan(60).allSatisfy(row -> {
            assertThat(row.id()).matches("[a-z]+(-[a-z]+)*");
            assertThat(row.severity()).isGreaterThan(Severity.INFO);
            assertThat(TECHNIQUES).containsEntry(row.technique().id(), row.technique().name());
            assertThat(row.title()).matches("[A-Z][^\\n]{10,100}[^.]");
            assertThat(row.meaning()).matches("[A-Za-z][^\\n]{20,300}\\.");
            assertThat(row.remedy()).matches("[A-Z][^\\n]{15,300}\\.");
            assertThat(row.known()).allMatch(known -> known.matches("CVE-(19|20)\\d{2}-\\d{4,}|[A-Z][a-z]+"));
            assertThat(row.sources()).isNotEmpty().allSatisfy(source -> assertThat(URI.create(source)).hasScheme("https"));
            assertThat(row.when().isEmpty()).isEqualTo(row.isCombination());
            assertThat(row.when()).allMatch(ActPattern::canMatch);
        });
    }

    @Test
    void idsAreUnique() {
        assertThat(rows).extracting(DangerousBehaviour::id).doesNotHaveDuplicates();
    }

    @Test
    void eachCallExists() {
        Set<String> names = Arrays.stream(Abi.values()).flatMap(abi -> SyscallTable.names(abi).stream()).collect(Collectors.toSet());
        assertThat(rows).flatExtracting(DangerousBehaviour::when).flatExtracting(ActPattern::calls).isSubsetOf(names);
    }

    @Test
    void eachSeverityIsUsed() {
        assertThat(rows).extracting(DangerousBehaviour::severity).contains(Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL);
    }

    @Test
    void aCombinationIsOfSingleBehavioursAndNoLessSevereThanAnyOfThem() {
        assertThat(rows).filteredOn(DangerousBehaviour::isCombination).hasSizeGreaterThan(5).allSatisfy(combination -> {
            assertThat(combination.together()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
            assertThat(combination.together()).map(id -> DangerousBehaviours.find(id).orElseThrow())
                    .allSatisfy(part -> {
                        assertThat(part.isCombination()).isFalse();
                        assertThat(part.severity()).isLessThanOrEqualTo(combination.severity());
                    });
        });
    }

    @ParameterizedTest
    @CsvSource({
        "setns, 4 0x20000, setns, HIGH, T1611",
        "unshare, 0x10000000, user-namespace, MEDIUM, T1068",
        "clone, 0x10000011, user-namespace, MEDIUM, T1068",
        "unshare, 0x2000000, new-namespaces, LOW, T1611",
        "ptrace, 0x10 1, ptrace, HIGH, T1068",
        "bpf, 5, bpf-program, HIGH, T1068",
        "init_module, 0, kernel-module, CRITICAL, T1611",
        "finit_module, 0, kernel-module, CRITICAL, T1611",
        "kexec_load, 0, kexec, CRITICAL, T1611",
        "userfaultfd, 0, userfaultfd, MEDIUM, T1068",
        "socket, 38 5, af-alg, MEDIUM, T1068",
        "socket, 17 3, af-packet, HIGH, T1068",
        "socket, 40 1, af-vsock, HIGH, T1068",
        "socket, 2 0x80003, raw-socket, MEDIUM, T1046",
        "keyctl, 0, keyring, MEDIUM, T1552",
        "add_key, 0, keyring, MEDIUM, T1552",
        "ioctl, 0 0x5412, terminal-input, HIGH, T1611",
        "open_by_handle_at, 0, file-by-handle, CRITICAL, T1611",
        "mount, 0, mount, HIGH, T1611",
        "mmap, 0 4096 7, writable-code, MEDIUM, T1190",
        "memfd_create, 0, memory-file, LOW, T1036",
        "execveat, 3, execveat, LOW, T1036",
        "setsockopt, 3 0 64, netfilter, HIGH, T1068",
        "personality, 0x40000, weak-layout, MEDIUM, T1068",
        "io_uring_setup, 1, io-uring, MEDIUM, T1562",
    })
    void aCallIsKnownByItsArguments(String call, String arguments, String id, Severity severity, String technique) {
        List<Long> values = Stream.concat(Arrays.stream(arguments.trim().split(" ")).map(Long::decode), Stream.generate(() -> 0L)).limit(6).toList();
        assertThat(DangerousBehaviours.of(act(item(ItemKind.SYSCALL, call, 0, 0), values))).first().satisfies(row -> {
            assertThat(row.id()).isEqualTo(id);
            assertThat(row.severity()).isEqualTo(severity);
            assertThat(row.technique().id()).isEqualTo(technique);
        });
    }

    @ParameterizedTest
    @CsvSource({"socket, 2 1", "unshare, 0x400", "clone, 0x11", "mmap, 0 4096 5", "ioctl, 0 0x5401", "personality, 0xffffffff", "ptrace, 0", "read, 0"})
    void ordinaryUsesAreNoDanger(String call, String arguments) {
        List<Long> values = LongStream.concat(Arrays.stream(arguments.split(" ")).mapToLong(Long::decode), LongStream.of(0, 0, 0, 0)).boxed().toList();
        assertThat(DangerousBehaviours.of(act(item(ItemKind.SYSCALL, call, 0, 0), values))).isEmpty();
    }

    @Test
    void aValueOfAnArgumentIsKnownAsTheCallIs() {
        Item alg = item(ItemKind.ARGUMENT, "socket", 0, 38);
        assertThat(DangerousBehaviours.isDangerousValue(alg)).isTrue();
        assertThat(DangerousBehaviours.of(act(alg, List.of()))).extracting(DangerousBehaviour::id).containsExactly("af-alg");
        assertThat(DangerousBehaviours.isDangerousValue(item(ItemKind.ARGUMENT, "socket", 0, 2))).isFalse();
        assertThat(DangerousBehaviours.isDangerousValue(item(ItemKind.ARGUMENT, "socket", Item.SET, 38))).as("the set").isFalse();
        assertThat(DangerousBehaviours.isDangerousValue(item(ItemKind.SYSCALL, "mount", 0, 0))).as("no value").isFalse();
    }

    @Test
    void capabilitiesProgramsAndCircumstancesAreKnown() {
        Item admin = new Item(ItemKind.CAPABILITY, Abi.X86_64, Stage.SERVE, Capability.CAP_SYS_ADMIN.number(), 0, CapabilityCheck.GRANTED);
        assertThat(DangerousBehaviours.of(act(admin, List.of()))).extracting(DangerousBehaviour::id).containsExactly("sys-admin");
        Item program = new Item(ItemKind.EXECUTABLE, Abi.X86_64, Stage.SERVE, 0, 0, 99);
        assertThat(DangerousBehaviours.of(ObservedAct.of(program, List.of(), "/proc/self/fd/3", false)))
                .extracting(DangerousBehaviour::id).containsExactly("program-without-path", "program-while-serving");
        Item session = Item.syscall(Abi.I386, Stage.EXEC, 1);
        assertThat(DangerousBehaviours.of(ObservedAct.of(session, List.of(), "", true)))
                .extracting(DangerousBehaviour::id).containsExactly("other-abi", "exec-session");
        assertThat(DangerousBehaviours.of(ObservedAct.LOST)).extracting(DangerousBehaviour::id).containsExactly("blindness");
    }

    @Test
    void behavioursMakeACombinationOnlyTogether() {
        assertThat(DangerousBehaviours.combinations(Set.of("setns"))).isEmpty();
        assertThat(DangerousBehaviours.combinations(Set.of("setns", "mount", "bpf"))).extracting(DangerousBehaviour::id).containsExactly("enter-and-mount");
    }

    private static ObservedAct act(Item item, List<Long> arguments) {
        return ObservedAct.of(item, arguments, "", false);
    }

    private static Item item(ItemKind kind, String call, int argument, long detail) {
        return new Item(kind, Abi.X86_64, Stage.SERVE, argument, SampleBaseline.number(call), detail);
    }
}
