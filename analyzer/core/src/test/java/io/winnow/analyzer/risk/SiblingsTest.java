// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SiblingsTest {

    /** The newest kernel whose calls the table has. */
    private static final Version NEWEST = Version.parse("6.18");

    /** From this number on, the calls of x86_64 came in the order of their numbers. */
    private static final int IN_ORDER = 290;

    @Test
    void eachCallExistsAndIsInOneClassOnly() {
        Set<String> seen = new HashSet<>();
        for (SiblingClass siblings : Siblings.classes()) {
            assertThat(siblings.since().size()).as(siblings.name()).isGreaterThan(1);
            for (String call : siblings.since().keySet()) {
                assertThat(Arrays.stream(Abi.values()).anyMatch(abi -> SyscallTable.number(abi, call).isPresent())).as(call).isTrue();
                assertThat(seen.add(call)).as(call).isTrue();
                assertThat(Siblings.of(call)).contains(siblings);
            }
        }
        assertThat(Siblings.of("mount")).isEmpty();
    }

    @Test
    void noDangerousCallIsASiblingOfAny() {
        for (SiblingClass siblings : Siblings.classes()) {
            assertThat(siblings.since().keySet()).as(siblings.name()).doesNotContainAnyElementsOf(CallRisks.dangers().keySet());
        }
    }

    /** But fork's and vfork's sibling clone3, whose flags no filter sees: it is never added. */
    @Test
    void siblingsReachEquallyFar() {
        for (SiblingClass siblings : Siblings.classes()) {
            assertThat(siblings.since().keySet().stream().filter(call -> !call.equals("clone3")).map(CallRisks::of).distinct())
                    .as(siblings.name()).hasSize(1);
        }
    }

    @Test
    void versionsArePlausible() {
        for (SiblingClass siblings : Siblings.classes()) {
            siblings.since().forEach((call, since) -> assertThat(Version.parse(since)).as(call).isBetween(Version.parse("1.0"), NEWEST));
        }
        List<Map.Entry<String, String>> newer = Siblings.classes().stream()
                .flatMap(siblings -> siblings.since().entrySet().stream())
                .filter(call -> SyscallTable.number(Abi.X86_64, call.getKey()).orElse(0) >= IN_ORDER)
                .sorted(Comparator.comparingInt(call -> SyscallTable.number(Abi.X86_64, call.getKey()).orElseThrow()))
                .toList();
        assertThat(newer).hasSizeGreaterThan(15).extracting(call -> Version.parse(call.getValue())).isSorted();
    }

    @Test
    void whatAnUpgradeExchangesIsASiblingOrConcernsTheProcessAlone() {
        assertThat(Siblings.exchanges()).isNotEmpty();
        for (Siblings.Exchange exchange : Siblings.exchanges()) {
            for (String after : exchange.after()) {
                Set<String> siblings = Siblings.of(after).map(found -> found.since().keySet()).orElse(Set.of());
                boolean own = CallRisks.of(after) == RiskClass.OWN || !CallRisks.harmlessArguments(after).isEmpty();
                assertThat(own || siblings.containsAll(exchange.before())).as(exchange + ": " + after).isTrue();
            }
            assertThat(exchange.before()).allSatisfy(call -> assertThat(SyscallTable.number(Abi.X86_64, call)).as(call).isPresent());
            assertThat(exchange.source()).startsWith("https://");
        }
    }

    @Test
    void theFamiliesOfTheUsualCallsAreComplete() {
        assertThat(Siblings.of("statx").orElseThrow().since().keySet()).contains("stat", "fstat", "lstat", "newfstatat");
        assertThat(Siblings.of("openat2").orElseThrow().since()).containsEntry("openat2", "5.6").containsKeys("open", "openat");
        assertThat(Siblings.of("epoll_wait").orElseThrow().since().keySet()).containsExactly("epoll_wait", "epoll_pwait", "epoll_pwait2");
    }
}
