// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Capability;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MinimizationTest {

    private static final Minimization.Run GOOD = new Minimization.Run(0, List.of(), new RefusedChecks());
    private static final Set<Capability> GRANTED = EnumSet.of(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE, Capability.CAP_DAC_READ_SEARCH, Capability.CAP_KILL);

    private final StringWriter progress = new StringWriter();

    private Minimization.Result minimize(Predicate<Set<Capability>> works) throws Exception {
        return new Minimization(given -> works.test(given) ? GOOD : new Minimization.Run(1, List.of(), new RefusedChecks()), new PrintWriter(progress))
                .minimize(GOOD, GRANTED);
    }

    @Test
    void whatEveryGoodRunHasIsNeededAndNothingElse() throws Exception {
        Minimization.Result result = minimize(given -> given.contains(Capability.CAP_CHOWN));
        assertThat(result.needed()).containsExactly(Capability.CAP_CHOWN);
        assertThat(result.steps()).hasSize(GRANTED.size());
        assertThat(progress.toString()).contains("run 4 of 4: without CAP_KILL");
    }

    @Test
    void oneOfTwoThatStandInForEachOtherIsNeeded() throws Exception {
        Minimization.Result result = minimize(given -> given.contains(Capability.CAP_DAC_OVERRIDE) || given.contains(Capability.CAP_DAC_READ_SEARCH));
        assertThat(result.needed()).containsExactly(Capability.CAP_DAC_READ_SEARCH);
    }

    @Test
    void nothingIsNeededByWhatRunsWithout() throws Exception {
        assertThat(minimize(given -> true).needed()).isEmpty();
    }

    @Test
    void aRunWithAFurtherRefusedCallIsAnotherOne() throws Exception {
        Minimization.Run refusing = new Minimization.Run(0, List.of("reboot"), new RefusedChecks());
        Minimization.Result result = new Minimization(given -> given.contains(Capability.CAP_KILL) ? GOOD : refusing, new PrintWriter(progress))
                .minimize(GOOD, GRANTED);
        assertThat(result.needed()).containsExactly(Capability.CAP_KILL);
        assertThat(result.steps().get(result.steps().size() - 1).refused()).containsExactly("reboot");
    }
}
