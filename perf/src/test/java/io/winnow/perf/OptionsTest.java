// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @Test
    void withoutAWordTheWholeRunIsMeant() {
        assertThat(Options.parse(List.of())).isEqualTo(new Options(false, "", Map.of()));
    }

    @Test
    void aPeersCommandMayHoldAnEqualsSignAndKeepsItsPlace() {
        Options options = Options.parse(List.of("--peer", "b=A=1 b", "--quick", "--peer", "a=/bin/a --x=y"));

        assertThat(options.quick()).isTrue();
        assertThat(options.peers()).containsExactly(Map.entry("b", "A=1 b"), Map.entry("a", "/bin/a --x=y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--peer", "--quickly", "x"})
    void whatIsNotUnderstoodIsNamedBesideTheUsage(String argument) {
        assertThatThrownBy(() -> Options.parse(List.of(argument))).hasMessageStartingWith("not understood: " + argument).hasMessageContaining("usage: perf/run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=a", "a=", "a= ", "A=b", "a name=b", "thirteen-long=b"})
    void aPeerWithoutAPlainNameOrACommandIsRefused(String peer) {
        assertThatThrownBy(() -> Options.parse(List.of("--peer", peer))).hasMessageStartingWith("not a peer: " + peer);
    }

    @Test
    void twoPeersOfOneNameAreRefused() {
        assertThatThrownBy(() -> Options.parse(List.of("--peer", "a=b", "--peer", "a=c"))).hasMessageContaining("one name: a");
    }
}
