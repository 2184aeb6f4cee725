// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.elf;

import java.util.List;
import java.util.Optional;

/**
 * What is known of an x86-64 ELF file.
 *
 * @param positionIndependent if not, code and data hold absolute addresses that no relocation names
 * @param entry the address where a program starts; 0 in libraries
 * @param interpreter the path of the loader; empty in libraries and static programs
 * @param buildId in hex, as the file claims; empty if it has none
 * @param ranges of functions, by unwind information or Go's table
 */
public record ElfFile(
        boolean positionIndependent,
        long entry,
        String interpreter,
        String buildId,
        Memory memory,
        List<ElfSection> sections,
        Dynamic dynamic,
        List<ElfSymbol> dynamicSymbols,
        List<ElfSymbol> linkedSymbols,
        List<Relocation> relocations,
        List<FunctionRange> ranges,
        boolean go) {

    /** The section of a name. */
    public Optional<ElfSection> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }
}
