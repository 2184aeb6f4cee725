// SPDX-License-Identifier: Apache-2.0
/** The command that analyses programs without running them. */
package io.winnow.analyzer.cli.reach;
