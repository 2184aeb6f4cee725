// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;

/** The sentence for the observations of an item. */
final class Texts {


    private Texts() {}

    static String seen(Stage stage, Abi abi, Observations observations) {
        String table = abi == Abi.X86_64 ? "" : " through " + abi.label();
        return stage.label() + table + ", first " + WallTime.millis(observations.first()) + ", last " + WallTime.millis(observations.lastSeen())
                + observations.provenance().map(Texts::by).orElse("");
    }

    static String by(Provenance who) {
        return ", by " + (who.executable().isEmpty() ? who.comm() : who.executable()) + " (process " + who.containerTgid() + ") in "
                + who.replica();
    }
}
