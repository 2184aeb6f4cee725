// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.collector.record.Abi;
import java.util.Map;
import java.util.SortedSet;

/**
 * The system calls that one function makes.
 *
 * @param numbers that it makes itself, by ABI
 * @param passedOn whether it also makes the one that its caller asks for
 * @param unknown whether it also makes some whose numbers were not recovered
 */
public record MadeCalls(Map<Abi, SortedSet<Integer>> numbers, boolean passedOn, boolean unknown) {}
