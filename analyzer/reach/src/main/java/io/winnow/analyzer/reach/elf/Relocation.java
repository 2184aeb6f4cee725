// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

/**
 * A word that the loader fills in.
 *
 * @param slot the address of the word
 * @param symbol what it is filled with; empty if it is an address of this file
 * @param target the address, if {@code symbol} is empty; else what is added to the symbol
 */
public record Relocation(Kind kind, long slot, String symbol, long target) {

    /** What is filled in. */
    public enum Kind {
        /** An address of this file, or of a symbol. */
        POINTER,
        /** The address of a symbol, in the table by which code finds it. */
        SYMBOL_TABLE,
        /** What a resolver function of this file returns. */
        RESOLVER,
        /** The initial value of another file's variable. */
        COPY
    }

    public boolean hasSymbol() {
        return !symbol.isEmpty();
    }
}
