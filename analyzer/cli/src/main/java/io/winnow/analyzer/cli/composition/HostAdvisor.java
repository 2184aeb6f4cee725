// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import io.winnow.analyzer.advise.Advisor;
import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.agent.Analyzer;
import io.winnow.analyzer.agent.RunningWorkloads;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.reach.ReachUpdates;
import io.winnow.analyzer.store.ReachStore;
import java.nio.file.Path;
import java.util.Optional;

/** The advisor of this host: it knows which libseccomp is installed, and what is stored of what programs can call. */
public final class HostAdvisor {

    private static final String PROGRAM = "io.winnow.analyzer.cli.Winnow";

    private HostAdvisor() {}

    /** @param baselines the directory of the baselines that it advises on */
    public static Advisor of(Path baselines) {
        return new Advisor(LibseccompLibrary::find, new ReachStore(baselines));
    }

    /** Keeps what it knows of programs that run now; empty if no profile is to allow what programs can reach. */
    static Optional<ReachUpdates> updates(Settings settings, Analyzer analyzer) {
        return settings.advice().tolerance() != Tolerance.REACH ? Optional.empty() : Optional.of(new ReachUpdates(
                new RunningWorkloads(analyzer), new ReachStore(settings.baselines()), PROGRAM, Path.of("/proc"), Composition.cgroups().root()));
    }
}
