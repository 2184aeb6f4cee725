// SPDX-License-Identifier: Apache-2.0
/**
 * The {@code winnow} command, and those of its subcommands that run a collector or an analyzer.
 */
package io.winnow.analyzer.cli;
