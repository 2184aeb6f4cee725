// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

/** What is known about a cgroup now. */
public sealed interface Identification {

    /** It belongs to a container, a command or a unit. */
    record Found(ContainerDescription description) implements Identification {}

    /** It never will. */
    record HostNoise() implements Identification {}

    /** No engine or runtime knows it yet. */
    record NotYet() implements Identification {}
}
