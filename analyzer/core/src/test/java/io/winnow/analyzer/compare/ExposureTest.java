// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.risk.CallPattern;
import io.winnow.analyzer.risk.Vulnerabilities;
import io.winnow.analyzer.risk.Vulnerability;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.ArgCondition;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.Rule;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExposureTest {

    private static final Set<Capability> EVERY = EnumSet.allOf(Capability.class);

    private static SeccompProfile allowing(List<Rule> rules) {
        return SeccompProfile.refusing(List.of(Architecture.X86_64, Architecture.X86), rules);
    }

    private static SeccompProfile allBut(List<CallPattern> blocked) {
        Set<String> names = new TreeSet<>(SyscallTable.names(Abi.X86_64));
        names.addAll(SyscallTable.names(Abi.I386));
        blocked.forEach(call -> names.remove(call.syscall()));
        names.removeAll(Set.of("ipc"));
        return allowing(List.of(Rule.allow(List.copyOf(names))));
    }

    private static List<String> left(SeccompProfile profile, Set<Capability> capabilities) {
        return Exposure.of(profile, capabilities).left().stream().map(Vulnerability::id).toList();
    }

    @Test
    void whereEverythingIsAllowedEachKnownFaultIsLeft() {
        Exposure exposure = Exposure.of(allBut(List.of()), EVERY);
        assertThat(exposure.left()).isEqualTo(Vulnerabilities.all());
        assertThat(exposure.known()).isEqualTo(Vulnerabilities.all().size());
    }

    @Test
    void aProfileWithoutOneOfItsCallsBlocksIt() {
        for (Vulnerability one : Vulnerabilities.all()) {
            for (List<CallPattern> needed : one.calls()) {
                List<CallPattern> blocked = new ArrayList<>(needed);
                blocked.add(CallPattern.parse("socketcall"));
                assertThat(left(allBut(blocked), EVERY)).as(one.id() + " without " + needed).doesNotContain(one.id());
            }
        }
    }

    @Test
    void withoutItsCapabilityAFaultIsLeftOnlyWhereUserNamespacesCanBeMade() {
        SeccompProfile namespaces = allBut(List.of());
        SeccompProfile none = allBut(List.of(CallPattern.parse("unshare"), CallPattern.parse("clone"), CallPattern.parse("clone3")));
        assertThat(left(namespaces, Set.of())).contains("CVE-2022-0185", "CVE-2020-14386").doesNotContain("CVE-2016-9793", "CVE-2021-42008");
        assertThat(left(none, Set.of())).doesNotContain("CVE-2022-0185", "CVE-2020-14386").contains("CVE-2016-5195");
        assertThat(left(none, Set.of(Capability.CAP_NET_RAW))).contains("CVE-2020-14386").doesNotContain("CVE-2022-0185");
    }

    @Test
    void aFaultOfThe32BitAbiIsLeftOnlyWhereThatAbiIs() {
        SeccompProfile native64 = SeccompProfile.refusing(List.of(Architecture.X86_64), List.of(Rule.allow(List.of("setsockopt", "socketcall"))));
        assertThat(left(native64, EVERY)).contains("CVE-2016-3134").doesNotContain("CVE-2021-22555");
        assertThat(left(allowing(List.of(Rule.allow(List.of("setsockopt")))), EVERY)).contains("CVE-2021-22555");
    }

    @Test
    void aConditionOnAnArgumentBlocksWhatNeedsAnother() {
        SeccompProfile internet = allowing(List.of(
                Rule.allow(List.of("setsockopt", "connect", "bind", "sendmsg")), Rule.allow("socket", ArgCondition.maskedEqual(0, 0xffff_ffffL, 2))));
        assertThat(left(internet, EVERY)).contains("CVE-2017-6074").doesNotContain("CVE-2021-26708", "CVE-2020-14386", "CVE-2024-1086");
    }

    @Test
    void dockersDefaultLeavesWhatItIsKnownToLeave() {
        List<String> left = left(DockerDefault.resolve(Capability.dockerDefault()), Capability.dockerDefault());
        assertThat(left).contains("CVE-2016-5195", "CVE-2022-0847", "CVE-2020-14386", "CVE-2017-11176")
                .doesNotContain("CVE-2022-0185", "CVE-2016-0728", "CVE-2017-16995", "CVE-2024-1086", "CVE-2021-41073", "CVE-2021-26708");
    }
}
