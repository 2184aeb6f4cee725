// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep.rare;

import java.util.function.Consumer;

/**
 * Something that happens to a server seldom.
 *
 * @param name as a table has it
 * @param act  makes it happen, and waits until it has
 */
record RarePath(String name, Consumer<RareRun> act) {
}
