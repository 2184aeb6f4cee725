// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.terminal;

/** How a command writes a list of things. */
public enum ListOutput {
    columns,
    wide,
    json,
    yaml,
    name
}
