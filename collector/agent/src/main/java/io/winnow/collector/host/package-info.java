// SPDX-License-Identifier: Apache-2.0
/**
 * What programs of the host say: systemd about its units, runtimes about their version.
 */
package io.winnow.collector.host;
