// SPDX-License-Identifier: Apache-2.0
/**
 * The subcommands that read stored baselines, profiles and recordings.
 */
package io.winnow.analyzer.cli.baselines;
