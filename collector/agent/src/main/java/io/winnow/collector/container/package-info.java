// SPDX-License-Identifier: Apache-2.0
/**
 * Whose cgroup is this? From the path conventions of the container managers and the files that managers and runtimes keep about their
 * containers. No runtime socket is asked. The content of those files was partly chosen by containers: it is read bounded, never
 * through a link that leaves its directory, and never trusted.
 */
package io.winnow.collector.container;
