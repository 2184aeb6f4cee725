// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.WallTime;
import java.util.Collection;
import java.util.stream.Collectors;

/** The sentence for the observations of an item. */
final class Texts {

    private static final int MANY = 40;

    private Texts() {}

    static String seen(Stage stage, Abi abi, Observations observations) {
        String table = abi == Abi.X86_64 ? "" : " through " + abi.label();
        return stage.label() + table + ", first " + WallTime.millis(observations.first()) + ", last " + WallTime.millis(observations.lastSeen())
                + observations.provenance().map(Texts::by).orElse("");
    }

    /** The first of many names. */
    static String some(Collection<String> names) {
        String first = names.stream().limit(MANY).collect(Collectors.joining(", "));
        return names.size() <= MANY ? first : first + " and " + (names.size() - MANY) + " more";
    }

    static String by(Provenance who) {
        return ", by " + (who.executable().isEmpty() ? who.comm() : who.executable()) + " (process " + who.containerTgid() + ") in "
                + who.replica();
    }
}
