// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import java.time.Duration;

/**
 * How often the analyzer does what.
 *
 * @param checkpoint how often what was learned is written to disk
 * @param repeatAfter least time between two reports of one violation
 * @param forgetAfter a workload that is not frozen and had no container for so long is forgotten; zero: none is
 * @param keptVersions of each workload; those that changed longest ago are forgotten
 * @param refusals how long after a container with a filter appears its refused calls are asked for, if its workload is not frozen; zero: never
 * @param silence after so long without a document the collector counts as gone; it writes one every 10 s
 */
public record AnalyzerSettings(Duration checkpoint, Duration repeatAfter, Duration forgetAfter, int keptVersions, Duration refusals, Duration silence) {}
