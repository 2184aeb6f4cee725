// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import io.winnow.perf.report.Row;
import java.util.List;

/** A part of the run: measures something and says it in rows. */
interface BenchmarkSection {

    String title();

    List<Row> run();
}
