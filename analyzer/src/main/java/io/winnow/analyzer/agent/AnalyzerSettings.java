// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import java.time.Duration;

/**
 * How often the analyzer does what.
 *
 * @param checkpoint how often what was learned is written to disk
 * @param repeatAfter least time between two reports of one violation
 */
public record AnalyzerSettings(Duration checkpoint, Duration repeatAfter) {}
