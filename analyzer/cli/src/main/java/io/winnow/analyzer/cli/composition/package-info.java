// SPDX-License-Identifier: Apache-2.0
/**
 * The composition root: makes collector and analyzer from the configuration, on the host as it is.
 */
package io.winnow.analyzer.cli.composition;
