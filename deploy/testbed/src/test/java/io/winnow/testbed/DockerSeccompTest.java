// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DockerSeccompTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void archMapBecomesTheArchitecturesOfThisMachine() throws Exception {
        JsonNode oci = toOci("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "archMap": [
                  {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]},
                  {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]}]}""");
        assertThat(oci).isEqualTo(JSON.readTree("""
                {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1, "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], "syscalls": []}"""));
    }

    @Test
    void fieldsOfDockersOwnGoAwayAndConditionsStay() throws Exception {
        JsonNode oci = toOci("""
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
                  {"names": ["personality"], "action": "SCMP_ACT_ALLOW", "comment": "why", "includes": {}, "excludes": {},
                   "args": [{"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]},
                  {"name": "clone3", "action": "SCMP_ACT_ERRNO", "errnoRet": 38, "args": []}]}""");
        assertThat(oci.path("syscalls")).isEqualTo(JSON.readTree("""
                [{"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]},
                 {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38}]"""));
    }

    @Test
    void rulesApplyByCapabilityAndArchitecture() throws Exception {
        JsonNode oci = toOci("""
                {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [
                  {"names": ["with"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_CHOWN"]}},
                  {"names": ["lacking"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
                  {"names": ["unless"], "action": "SCMP_ACT_ALLOW", "excludes": {"caps": ["CAP_CHOWN"]}},
                  {"names": ["here"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64", "x32"]}},
                  {"names": ["elsewhere"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["s390x"]}},
                  {"names": ["notHere"], "action": "SCMP_ACT_ALLOW", "excludes": {"arches": ["amd64"]}}]}""");
        assertThat(oci.path("syscalls")).extracting(rule -> rule.at("/names/0").asText()).containsExactly("with", "here");
    }

    private static JsonNode toOci(String docker) throws Exception {
        return DockerSeccomp.toOci(JSON.readTree(docker), Set.of("CAP_CHOWN"));
    }
}
