// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

/**
 * A file or directory of the host that a container sees.
 *
 * @param source path on the host; untrusted, as is the next
 * @param destination path in the container
 * @param readOnly whether the container can only read it
 * @param shared whether mounts that the container makes below it appear on the host
 */
public record HostMount(String source, String destination, boolean readOnly, boolean shared) {

    public HostMount {
        source = source == null ? "" : source;
        destination = destination == null ? "" : destination;
    }
}
