// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

/** What the code of one function refers to. */
final class References {

    /** Functions that it calls or jumps to. */
    final IntSet calls = new IntSet();
    /** Functions whose address it takes. */
    final IntSet takes = new IntSet();
    /** Symbols, by their number in {@link ImportTable}. */
    final IntSet imports = new IntSet();
    /** Symbols whose address it takes, and does not call. */
    final IntSet importsTaken = new IntSet();
    /** Data, by distance from the first address of the file. */
    final IntSet data = new IntSet();
    /** Whether it has an instruction that enters the kernel. */
    boolean entersKernel;
}
