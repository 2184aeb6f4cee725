// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.view;

import io.winnow.analyzer.api.CurveDocument;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Completeness;
import io.winnow.analyzer.baseline.Estimate;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The discovery curves of a workload. */
public final class CurveDocuments {

    private static final Set<ItemKind> SHOWN = EnumSet.of(ItemKind.SYSCALL, ItemKind.ARGUMENT, ItemKind.CAPABILITY, ItemKind.IO_URING);
    /** Of the normal distribution: 95 % lie within so many standard deviations. */
    private static final double DEVIATIONS = 1.96;

    /** Of each stage and kind in which something was seen. */
    public List<CurveDocument> of(Baseline baseline) {
        Completeness completeness = Completeness.of(baseline);
        List<CurveDocument> curves = new ArrayList<>();
        completeness.estimates().forEach((stage, byKind) -> byKind.forEach((kind, estimate) -> {
            if (stage != Stage.SETUP && SHOWN.contains(kind) && estimate.observed() > 0) {
                curves.add(curve(completeness, stage, kind, estimate));
            }
        }));
        return curves;
    }

    private static CurveDocument curve(Completeness completeness, Stage stage, ItemKind kind, Estimate estimate) {
        List<CurveDocument.Point> points = completeness.curve(stage, kind).stream().map(point -> {
            double half = DEVIATIONS * point.deviation();
            return new CurveDocument.Point(point.units(), point.items(), Math.max(0, point.items() - half), point.items() + half);
        }).toList();
        Double unseen = estimate.unseen().isPresent() ? estimate.unseen().getAsDouble() : null;
        return new CurveDocument(stage.label(), kind.label(), estimate.units(), unseen, points);
    }
}
