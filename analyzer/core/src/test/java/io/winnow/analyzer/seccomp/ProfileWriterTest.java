// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProfileWriterTest {

    private final ProfileWriter writer = new ProfileWriter();

    @Test
    void writesWhatRuntimesRead() {
        SeccompProfile profile = SeccompProfile.refusing(
                        List.of(Architecture.X86_64),
                        List.of(
                                Rule.allow(List.of("read", "write")),
                                Rule.refuse("clone3", 38),
                                Rule.allow("clone", ArgCondition.maskedEqual(0, 0x7e020000L, 0)),
                                Rule.allow("personality", ArgCondition.equal(0, -1))))
                .withFlags(Set.of(FilterFlag.LOG));

        assertThat(writer.write(profile))
                .isEqualTo(
                        """
                        {
                          "defaultAction" : "SCMP_ACT_ERRNO",
                          "defaultErrnoRet" : 1,
                          "architectures" : [
                            "SCMP_ARCH_X86_64"
                          ],
                          "flags" : [
                            "SECCOMP_FILTER_FLAG_LOG"
                          ],
                          "syscalls" : [
                            {
                              "names" : [
                                "read",
                                "write"
                              ],
                              "action" : "SCMP_ACT_ALLOW"
                            },
                            {
                              "names" : [
                                "clone3"
                              ],
                              "action" : "SCMP_ACT_ERRNO",
                              "errnoRet" : 38
                            },
                            {
                              "names" : [
                                "clone"
                              ],
                              "action" : "SCMP_ACT_ALLOW",
                              "args" : [
                                {
                                  "index" : 0,
                                  "value" : 2114060288,
                                  "valueTwo" : 0,
                                  "op" : "SCMP_CMP_MASKED_EQ"
                                }
                              ]
                            },
                            {
                              "names" : [
                                "personality"
                              ],
                              "action" : "SCMP_ACT_ALLOW",
                              "args" : [
                                {
                                  "index" : 0,
                                  "value" : 18446744073709551615,
                                  "op" : "SCMP_CMP_EQ"
                                }
                              ]
                            }
                          ]
                        }
                        """);
    }

    @Test
    void isReadBackAsItWas() {
        ProfileGenerator generator = new ProfileGenerator(new Random(3));
        for (int i = 0; i < 2_000; i++) {
            SeccompProfile profile = i % 2 == 0 ? generator.arbitrary() : generator.learned();
            ReadProfile read = new ProfileReader().read(writer.write(profile).getBytes(StandardCharsets.UTF_8));
            assertThat(read.remarks()).isEmpty();
            assertThat(read.template().isConcrete()).isTrue();
            assertThat(read.template().resolve(Target.x86(Set.of()))).isEqualTo(profile);
        }
    }
}
