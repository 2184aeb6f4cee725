// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.metric.Readings;
import java.util.Optional;

/**
 * How far an analyzer is.
 *
 * @param readings of the metrics that it counts
 * @param node the host's name; empty before the first session
 * @param queue that is read
 * @param lastError why no checkpoint can be written; empty if all is well
 */
record AnalyzerProgress(Readings readings, String node, String queue, Optional<String> lastError) {}
