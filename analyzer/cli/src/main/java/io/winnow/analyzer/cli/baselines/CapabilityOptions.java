// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.record.Capability;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/** The capabilities of a container, asked for as {@code docker run} takes them. */
public final class CapabilityOptions {

    private static final String ALL = "ALL";
    private static final String PREFIX = "CAP_";

    @Option(names = "--cap-drop", paramLabel = "CAP", split = ",", description = "Take this capability away, or ALL.")
    private List<String> drop = List.of();

    @Option(names = "--cap-add", paramLabel = "CAP", split = ",", description = "Give this capability, or ALL.")
    private List<String> add = List.of();

    public boolean given() {
        return !drop.isEmpty() || !add.isEmpty();
    }

    /**
     * As Docker does it: dropping ALL leaves what is added, adding ALL leaves out what is dropped.
     *
     * @throws CommandException for a name that no capability has
     */
    public Set<Capability> from(Set<Capability> initial) {
        EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
        boolean everything = add.stream().anyMatch(ALL::equalsIgnoreCase);
        if (everything) {
            set.addAll(EnumSet.allOf(Capability.class));
        } else if (drop.stream().noneMatch(ALL::equalsIgnoreCase)) {
            set.addAll(initial);
        }
        named(drop).forEach(set::remove);
        set.addAll(named(add));
        return set;
    }

    private static List<Capability> named(List<String> names) {
        return names.stream().filter(name -> !name.equalsIgnoreCase(ALL)).map(CapabilityOptions::named).toList();
    }

    /** With or without {@code CAP_}, in any case. */
    static Capability named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Capability.find(upper.startsWith(PREFIX) ? upper : PREFIX + upper)
                .orElseThrow(() -> new CommandException(ExitCode.USAGE, "no capability is called \"" + name + "\": check the spelling"));
    }
}
