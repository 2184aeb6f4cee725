// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void plainTextStays() {
        assertThat(Printable.of("/kubepods/größe 日本")).isEqualTo("/kubepods/größe 日本");
    }

    @Test
    void controlCharactersBecomeText() {
        assertThat(Printable.of("a\nb\r\u001b[31m\u0000")).isEqualTo("a\\u000Ab\\u000D\\u001B[31m\\u0000");
        assertThat(Printable.of("\u202Egnp.exe\u2028")).isEqualTo("\\u202Egnp.exe\\u2028");
        assertThat(Printable.of("\uD800")).isEqualTo("\\uD800");
    }

    @Test
    void longTextIsCut() {
        assertThat(Printable.of("x".repeat(10_000))).hasSize(257).endsWith("x…");
    }
}
