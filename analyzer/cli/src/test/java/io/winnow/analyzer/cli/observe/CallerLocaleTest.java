// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.terminal.CallerLocale;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallerLocaleTest {

    @Test
    void whatTheLauncherReplacedComesBack() {
        assertThat(restored(Map.of("LC_ALL", "C.UTF-8", "WINNOW_CALLER_LC_ALL", "POSIX", "LANG", "C"))).isEqualTo(Map.of("LC_ALL", "POSIX", "LANG", "C"));
    }

    @Test
    void whatWasNotThereGoesAgain() {
        assertThat(restored(Map.of("LC_ALL", "C.UTF-8", "WINNOW_CALLER_LC_ALL", "", "LANG", "C"))).isEqualTo(Map.of("LANG", "C"));
    }

    @Test
    void whatTheLauncherLeftAloneStays() {
        assertThat(restored(Map.of("LC_ALL", "de_DE.UTF-8"))).isEqualTo(Map.of("LC_ALL", "de_DE.UTF-8"));
    }

    private static Map<String, String> restored(Map<String, String> environment) {
        Map<String, String> copy = new HashMap<>(environment);
        CallerLocale.restore(copy);
        return copy;
    }
}
