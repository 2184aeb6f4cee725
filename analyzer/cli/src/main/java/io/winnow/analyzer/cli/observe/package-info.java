// SPDX-License-Identifier: Apache-2.0
/**
 * The subcommands that observe one command or container: {@code profile}, {@code top}, {@code trace}.
 */
package io.winnow.analyzer.cli.observe;
