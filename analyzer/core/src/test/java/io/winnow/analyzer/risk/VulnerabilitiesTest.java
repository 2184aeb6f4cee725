// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.lang.module.ModuleDescriptor.Version;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VulnerabilitiesTest {

    private static final List<Vulnerability> ALL = Vulnerabilities.all();

    @Test
    void eachHasItsOwnNumberAndASourceOfItsFix() {
        assertThat(ALL).hasSizeGreaterThan(60).extracting(Vulnerability::id).doesNotHaveDuplicates();
        for (Vulnerability one : ALL) {
            assertThat(one.id()).matches("CVE-20(1[6-9]|2\\d)-\\d{4,7}");
            assertThat(one.summary()).as(one.id()).isNotBlank().hasSizeLessThan(100);
            assertThat(one.commit()).as(one.id()).matches("[0-9a-f]{40}");
            assertThat(one.source()).isEqualTo("https://nvd.nist.gov/vuln/detail/" + one.id());
        }
    }

    @Test
    void eachWasFixedAfterItCame() {
        for (Vulnerability one : ALL) {
            Version fixed = Version.parse(one.fixed());
            assertThat(fixed).as(one.id()).isGreaterThan(Version.parse(one.since().orElse("2.6")));
        }
    }

    @Test
    void eachCallExistsInTheAbiThatItNeeds() {
        for (Vulnerability one : ALL) {
            assertThat(one.calls()).as(one.id()).isNotEmpty();
            for (CallPattern call : one.calls().stream().flatMap(List::stream).toList()) {
                boolean exists = Arrays.stream(Abi.values())
                        .filter(abi -> call.abi().map(abi::equals).orElse(true))
                        .anyMatch(abi -> SyscallTable.number(abi, call.syscall()).isPresent());
                assertThat(exists).as(one.id() + " " + call.text()).isTrue();
            }
        }
    }

    @Test
    void onlyACapabilityCanBeHadInANamespaceOfItsOwn() {
        assertThat(ALL).filteredOn(Vulnerability::inOwnNamespace).hasSizeGreaterThan(20).allSatisfy(one -> assertThat(one.capability()).isPresent());
    }

    @Test
    void aKnownOneReadsAsItsRecord() {
        Vulnerability one = ALL.stream().filter(each -> each.id().equals("CVE-2020-14386")).findFirst().orElseThrow();
        assertThat(one.callsText()).isEqualTo("socket(17) and setsockopt");
        assertThat(one.capability()).contains(Capability.CAP_NET_RAW);
        assertThat(one.since()).contains("4.6");
        assertThat(one.fixed()).isEqualTo("5.9");
        assertThat(one.fix()).isEqualTo("https://git.kernel.org/linus/acf69c946233259ab4d64f8869d4037a198c7f06");
    }

    @Test
    void whatNamesNoCallIsRefused() {
        assertThat(CallPattern.parse("socket(0=16,2=0xc)").text()).isEqualTo("socket(16, _, 12)");
        assertThatThrownBy(() -> CallPattern.parse("socket(0)")).hasMessage("\"socket(0)\" names no system call");
        assertThatThrownBy(() -> CallPattern.parse("arm:socket")).hasMessage("no ABI is called \"arm\"");
    }
}
