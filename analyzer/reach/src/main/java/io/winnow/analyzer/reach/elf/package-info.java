// SPDX-License-Identifier: Apache-2.0
/**
 * ELF files for x86-64, as far as reachability needs them: segments, symbols, relocations, function starts. The files are untrusted input: every offset is
 * checked, every count and size has a limit, and what is wrong with a file is one {@link io.winnow.analyzer.reach.elf.MalformedElfException}.
 */
package io.winnow.analyzer.reach.elf;
