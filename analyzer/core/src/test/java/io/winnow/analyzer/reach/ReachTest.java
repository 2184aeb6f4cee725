// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Abi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachTest {

    private static final ReachOrigin IN_PROGRAM = new ReachOrigin("/bin/a", "main", "");
    private static final ReachOrigin IN_LIBRARY = new ReachOrigin("/lib/b.so", "fsync", "fsync");
    private static final Reach PROGRAM = new Reach(Map.of(Abi.X86_64, Map.of(1, IN_PROGRAM)), List.of());
    private static final Reach LIBRARY = new Reach(
            Map.of(Abi.X86_64, Map.of(1, IN_LIBRARY, 74, IN_LIBRARY), Abi.I386, Map.of(4, IN_LIBRARY)),
            List.of(new ReachGap(ReachGap.Kind.LOADS_LIBRARIES, "/lib/b.so", "dlopen")));

    @Test
    void joinHasTheCallsAndGapsOfBoth() {
        Reach both = PROGRAM.join(LIBRARY);
        assertThat(both.calls(Abi.X86_64)).containsOnlyKeys(1, 74);
        assertThat(both.contains(Abi.I386, 4)).isTrue();
        assertThat(both.gaps()).isEqualTo(LIBRARY.gaps());
    }

    @Test
    void joinIsCommutativeAndIdempotent() {
        assertThat(PROGRAM.join(LIBRARY)).isEqualTo(LIBRARY.join(PROGRAM));
        assertThat(LIBRARY.join(LIBRARY)).isEqualTo(LIBRARY);
        assertThat(LIBRARY.join(Reach.NONE)).isEqualTo(LIBRARY);
        assertThat(PROGRAM.join(LIBRARY).origin(Abi.X86_64, 1)).contains(IN_PROGRAM);
    }

    @Test
    void aConditionLeavesTheBoundAndAnUnknownNumberDoesNot() {
        assertThat(PROGRAM.isUpperBound()).isTrue();
        assertThat(LIBRARY.isUpperBound()).isTrue();
        Reach unknown = new Reach(Map.of(), List.of(new ReachGap(ReachGap.Kind.UNKNOWN_NUMBER, "/bin/a", "main")));
        assertThat(unknown.isUpperBound()).isFalse();
        assertThat(LIBRARY.join(unknown).isUpperBound()).isFalse();
    }
}
