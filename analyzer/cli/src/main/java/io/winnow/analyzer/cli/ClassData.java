// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.agent.Rehearsal;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.publish.KafkaSink;
import java.util.Map;
import java.util.Optional;

/** What the build runs to make class data of what it loads: {@code winnow doctor}, and what an alert takes. */
final class ClassData {

    private ClassData() {}

    public static void main(String[] args) {
        int code = Winnow.commandLine(Map.of()).execute("doctor");
        try (KafkaSink sink = Composition.kafka(new SettingsLoader(Map.of()).load(Optional.empty()).publish().kafka())) {
            Rehearsal.run(sink);
        }
        System.exit(code);
    }
}
