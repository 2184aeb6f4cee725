// SPDX-License-Identifier: Apache-2.0
/** {@code winnow sequences}: whether recorded calls come in an order that was seen before. */
package io.winnow.analyzer.cli.sequence;
