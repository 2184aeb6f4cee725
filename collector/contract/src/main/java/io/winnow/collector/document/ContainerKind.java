// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

/** What a confirmed slot belongs to. */
public enum ContainerKind {
    CONTAINER,
    /** One command in a cgroup of its own. */
    COMMAND,
    /** A systemd unit. */
    UNIT
}
