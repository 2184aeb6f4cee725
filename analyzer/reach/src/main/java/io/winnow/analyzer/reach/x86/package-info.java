// SPDX-License-Identifier: Apache-2.0
/** Decodes x86-64 instructions: their length, where they go on, their operands. What they compute is known of few; the rest says which registers it writes. */
package io.winnow.analyzer.reach.x86;
