// SPDX-License-Identifier: Apache-2.0
package io.winnow.sweep;

import java.nio.file.Path;

/**
 * Where the programs are.
 *
 * @param name as engines have it, with its tag
 * @param root the same files on the host: clients of servers are run there
 */
public record Image(String name, Path root) {}
