// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Sighting;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;

/** The words for a sighting. */
final class Texts {


    private Texts() {}

    static String seen(Stage stage, Abi abi, Sighting sighting) {
        String table = abi == Abi.X86_64 ? "" : " through " + abi.label();
        return stage.label() + table + ", first " + WallTime.millis(sighting.first()) + ", last " + WallTime.millis(sighting.lastSeen())
                + sighting.provenance().map(Texts::by).orElse("");
    }

    static String by(Provenance who) {
        return ", by " + (who.executable().isEmpty() ? who.comm() : who.executable()) + " (process " + who.containerTgid() + ") in "
                + who.replica();
    }
}
