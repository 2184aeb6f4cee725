// SPDX-License-Identifier: Apache-2.0
/** The commands about findings: what operators are called for. */
package io.winnow.analyzer.cli.finding;
