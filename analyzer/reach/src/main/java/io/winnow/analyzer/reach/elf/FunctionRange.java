// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/**
 * Where a function is, as the file says.
 *
 * @param name empty if it has none
 * @param end the first address behind it; equal to {@code start} if unknown
 */
public record FunctionRange(String name, long start, long end) {}
