// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import java.util.OptionalDouble;

/**
 * How complete one kind of item in one stage is, by incidence: the sample unit is one window of one replica.
 *
 * <p>Unseen items by Chao2 in its bias-corrected form (Chao, "Estimating the population size for capture-recapture data with unequal
 * catchability", Biometrics 43, 1987; Chao, "Species estimation and applications", 2005); sample coverage by Chao and Jost,
 * "Coverage-based rarefaction and extrapolation: standardizing samples by completeness rather than size", Ecology 93, 2012.
 *
 * @param units sample units, t
 * @param incidences items summed over units, U
 * @param observed distinct items
 * @param once items seen in exactly one unit, Q1
 * @param twice items seen in exactly two, Q2
 */
public record Estimate(int units, long incidences, int observed, int once, int twice) {

    /** Chance that a bound is allowed to be wrong. */
    static final double DOUBT = 0.05;

    /** Expected number of items that have not been seen: (t−1)/t · Q1(Q1−1) / (2(Q2+1)); empty for fewer than two units. */
    public OptionalDouble unseen() {
        if (units < 2) {
            return OptionalDouble.empty();
        }
        long pairs = (long) once * Math.max(0, once - 1);
        return OptionalDouble.of((units - 1.0) / units * pairs / (2.0 * (twice + 1)));
    }

    /**
     * Expected share of all incidences that belongs to items that have been seen, 0 to 1: 1 − Q1/U · ((t−1)Q1) / ((t−1)Q1 + 2Q2);
     * empty for fewer than two units.
     */
    public OptionalDouble coverage() {
        if (units < 2) {
            return OptionalDouble.empty();
        }
        if (once == 0) {
            return OptionalDouble.of(1);
        }
        double more = (units - 1.0) * once;
        return OptionalDouble.of(1 - (double) once / incidences * more / (more + 2.0 * twice));
    }

    /**
     * The coverage that so few units can carry, 0 to 1 and never 1: the estimate, times the smallest share of units that behaviour which
     * none of them showed can leave over. Behaviour that belongs to a share p of all units is missed by t of them with the chance (1−p)^t; with
     * {@value #DOUBT} as the greatest chance, (1−p) is DOUBT^(1/t), which is close to 1 − 3/t (the rule of three: Hanley and Lippman-Hand,
     * "If nothing goes wrong, is everything all right?", JAMA 249, 1983). Empty for fewer than two units.
     */
    public OptionalDouble atLeast() {
        OptionalDouble estimate = coverage();
        return estimate.isEmpty() ? estimate : OptionalDouble.of(estimate.getAsDouble() * Math.pow(DOUBT, 1.0 / units));
    }
}
