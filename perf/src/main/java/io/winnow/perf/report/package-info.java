// SPDX-License-Identifier: Apache-2.0
/**
 * What was measured, as text and as a chart.
 */
package io.winnow.perf.report;
