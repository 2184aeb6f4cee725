// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/**
 * The name of a slot's slot owner: an index that is used again has another generation.
 *
 * @param index 1 and up; 0 is the host
 * @param generation never the same twice for one index
 */
public record SlotKey(int index, int generation) {}
