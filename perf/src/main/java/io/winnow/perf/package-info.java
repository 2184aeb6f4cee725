// SPDX-License-Identifier: Apache-2.0
/**
 * What Winnow costs, measured side by side in one run with nothing, with a program that does nothing, and with other tools:
 * {@link io.winnow.perf.Rounds} interleaves the {@link io.winnow.perf.contender.Contender contenders}, {@link io.winnow.perf.report.Samples} makes
 * ratios of what was measured, {@link io.winnow.perf.report.Report} says it as text, JSON and a chart. Benchmarks print; they do not judge.
 *
 * <p>Winnow's contenders are its kernel programs without the service; trace mode has a drain. {@link io.winnow.perf.AlertLatency} and
 * {@link io.winnow.perf.StartOfService} run all of {@code winnow run}.
 */
package io.winnow.perf;
