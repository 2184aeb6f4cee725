// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import io.winnow.testbed.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Settings of a service that observes engines, takes short windows and leaves nothing pinned. */
final class SweepSettings {
    private SweepSettings() {
    }

    static String of(List<Engine> engines) {
        String states = engines.stream().flatMap(engine -> engine.runtimeStates().stream()).map(Path::toString).collect(Collectors.joining(", "));
        return """
                collector:
                  pins: ""
                  window: 500ms
                  runtimeStates: [%s]
                analyzer:
                  checkpoint: 500ms
                """.formatted(states);
    }
}
