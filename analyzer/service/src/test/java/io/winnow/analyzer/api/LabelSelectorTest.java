// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "app.kubernetes.io/name", "shop", "empty", "");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "app=web | true", "app==web | true", "app = web | true", "app=api | false", "app!=api | true", "app!=web | false", "none!=x | true", "none=x | false",
        "app in (web, api) | true", "app in (api) | false", "app notin (api,db) | true", "app notin (web) | false", "none notin (x) | true", "none in (x) | false",
        "app | true", "none | false", "!app | false", "!none | true", "app=web,tier=front | true", "app=web,tier=back | false",
        "app in (web,api),!none,tier!=back | true", "app.kubernetes.io/name=shop | true", "empty= | true", "empty | true", "empty in () | true", "tier= | false"})
    void saysWhatKubectlWouldSay(String selector, boolean selected) {
        assertThat(LabelSelector.parse(selector).selects(LABELS)).isEqualTo(selected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a b", "=b", "a=b=c", "a in", "a in b", "a in (b", "a=b,", "a>1", "!a=b", "a notin (b,(c))"})
    void refusesTheRestAndNamesTheForms(String selector) {
        assertThatThrownBy(() -> LabelSelector.parse(selector)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no requirement on labels").hasMessageContaining("notin");
    }

    @Test
    void aLongSelectorTakesNoLongTime() {
        String text = "a in (" + "b,".repeat(20_000) + "c)";
        assertThat(LabelSelector.parse(text).selects(Map.of("a", "c"))).isTrue();
        assertThatThrownBy(() -> LabelSelector.parse("(,".repeat(5_000))).isInstanceOf(IllegalArgumentException.class);
    }
}
