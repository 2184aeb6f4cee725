// SPDX-License-Identifier: Apache-2.0
/** The commands, the configuration, and the composition root that puts collector and analyzer together. */
package io.winnow.analyzer.cli;
