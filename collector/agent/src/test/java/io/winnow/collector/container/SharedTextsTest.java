// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SharedTextsTest {

    @Test
    void containersOfOneProfileShareItsText() {
        assertThat(filter("container-1")).isSameAs(filter("container-2")).contains("SCMP_ACT_LOG");
    }

    @Test
    void onlyTheLastUsedAreKept() {
        SharedTexts texts = new SharedTexts(2);
        String first = texts.share(new String("first"));
        texts.share("second");
        assertThat(texts.share(new String("first"))).isSameAs(first);
        texts.share("third");
        assertThat(texts.share(new String("first"))).isSameAs(first);
        String second = new String("second");
        assertThat(texts.share(second)).isSameAs(second);
    }

    private static String filter(String hostname) {
        JsonNode config = JsonFile.parse(("{\"hostname\":\"" + hostname + "\",\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_LOG\"}}}")
                .getBytes(StandardCharsets.UTF_8)).orElseThrow();
        return OciConfig.of(config).grants().filter();
    }
}
