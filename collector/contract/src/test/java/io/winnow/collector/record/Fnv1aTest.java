// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Against values that the authors of the hash publish (draft-eastlake-fnv). */
class Fnv1aTest {

    @Test
    void theHashIsThePublishedOne() {
        assertThat(hash("")).isEqualTo(0xcbf29ce484222325L);
        assertThat(hash("a")).isEqualTo(0xaf63dc4c8601ec8cL);
        assertThat(hash("foobar")).isEqualTo(0x85944171f73967e8L);
    }

    private static long hash(String text) {
        return Fnv1a.hash(text.getBytes(StandardCharsets.US_ASCII));
    }
}
