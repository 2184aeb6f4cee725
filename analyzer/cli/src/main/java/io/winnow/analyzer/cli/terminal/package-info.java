// SPDX-License-Identifier: Apache-2.0
/**
 * What the user sees: text, columns, messages, exit codes.
 */
package io.winnow.analyzer.cli.terminal;
