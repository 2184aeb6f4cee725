// SPDX-License-Identifier: Apache-2.0
/** What the host gives its containers: the kernel's security modules, and engines that take requests from the network. */
package io.winnow.collector.environment;
