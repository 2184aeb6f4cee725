// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.BootstrapKey;
import io.winnow.analyzer.baseline.Sighting;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;

/** Why a system call is permitted. */
public sealed interface Reason {

    /** One line for people; the executable's path in it is hostile text. */
    String text();

    /** The workload did it. */
    record Seen(Stage stage, Abi abi, Sighting sighting) implements Reason {
        @Override
        public String text() {
            return Texts.seen(stage, abi, sighting);
        }
    }

    /** The runtime does it between loading the filter and the entrypoint's exec. */
    record Bootstrap(BootstrapKey key) implements Reason {
        @Override
        public String text() {
            return "bootstrap of " + key;
        }
    }

    /** The operator asked for it. */
    record AlwaysAllowed() implements Reason {
        @Override
        public String text() {
            return "always allowed by option";
        }
    }
}
