// SPDX-License-Identifier: Apache-2.0
/**
 * What the service counts and measures: each metric is declared once, in {@link io.winnow.analyzer.metric.Metric}, and read from the class that
 * counts it.
 */
package io.winnow.analyzer.metric;
