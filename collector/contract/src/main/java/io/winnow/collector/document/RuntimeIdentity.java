// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

/**
 * The low-level runtime of a container: the runtime calls belong to it and to its version.
 *
 * @param name {@code runc}, {@code crun}, …; empty if it is not known
 * @param version as the runtime prints it, {@code 1.1.5}; empty if it is not known
 */
public record RuntimeIdentity(String name, String version) {

    public static final RuntimeIdentity UNKNOWN = new RuntimeIdentity("", "");

    public RuntimeIdentity {
        name = name == null ? "" : name;
        version = version == null ? "" : version;
    }
}
