// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CapabilityTest {

    @Test
    void theyAreThoseOfTheKernelsHeader() throws Exception {
        Map<String, Integer> header = new TreeMap<>();
        Matcher matcher = Pattern.compile("^#define (CAP_[A-Z_]+)\\s+(\\d+)\\s*$", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("/usr/include/linux/capability.h")));
        while (matcher.find()) {
            header.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        Map<String, Integer> ours = new TreeMap<>();
        for (Capability capability : Capability.values()) {
            ours.put(capability.name(), capability.number());
        }
        assertThat(ours).hasSize(41).isEqualTo(header);
    }

    @Test
    void unknownNumbersAndNamesAreEmpty() {
        assertThat(Capability.find(41)).isEmpty();
        assertThat(Capability.find(-1)).isEmpty();
        assertThat(Capability.find("CAP_NOTHING")).isEmpty();
        assertThat(Capability.find("CAP_BPF")).hasValue(Capability.CAP_BPF);
    }

    @Test
    void dockerGrantsFourteen() {
        assertThat(Capability.dockerDefault()).hasSize(14).contains(Capability.CAP_NET_RAW).doesNotContain(Capability.CAP_SYS_ADMIN);
    }
}
