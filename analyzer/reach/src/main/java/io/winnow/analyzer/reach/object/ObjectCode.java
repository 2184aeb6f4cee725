// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of one program or library: a graph of its functions, its units of data and the symbols that it refers to, all by number.
 *
 * @param soname its name as a library; empty if it has none
 * @param needed the libraries that are loaded with it
 * @param libraryPath directories where its libraries are looked for first, separated by colons
 * @param interpreter the path of its loader; empty if it has none
 * @param entry the function where a program starts; -1 in libraries
 * @param roots the functions that run when it is loaded and unloaded
 * @param functions what each function refers to
 * @param units what each unit of data refers to; null if it is nothing
 * @param symbols the names of the symbols
 * @param exports what it defines for others: functions, by number, and units of data, as the complement of their number
 * @param copied symbols of data that are copied from other files when it is loaded
 * @param calls the system calls of each function that makes any
 * @param names of the functions that make any
 * @param words short texts in its data that can be names of functions; empty unless it looks functions up by name
 * @param go whether it is a program in Go
 */
public record ObjectCode(
        String soname,
        List<String> needed,
        String libraryPath,
        String interpreter,
        int entry,
        int[] roots,
        Node[] functions,
        Node[] units,
        String[] symbols,
        Map<String, int[]> exports,
        int[] copied,
        Map<Integer, MadeCalls> calls,
        Map<Integer, String> names,
        Set<String> words,
        boolean go) {

    /**
     * What a function or a unit of data refers to.
     *
     * @param calls functions that it calls
     * @param takes functions whose address it has
     * @param symbols by their number
     * @param units of data
     */
    public record Node(int[] calls, int[] takes, int[] symbols, int[] units) {}
}
