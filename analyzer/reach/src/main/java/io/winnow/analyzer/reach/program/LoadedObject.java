// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.object.ObjectCode;

/**
 * A file that is loaded.
 *
 * @param path as the container knows it
 * @param loadedByName whether it is loaded by a name that the program computes: others can then use all that it exports
 */
record LoadedObject(String path, ObjectCode code, boolean loadedByName) {}
