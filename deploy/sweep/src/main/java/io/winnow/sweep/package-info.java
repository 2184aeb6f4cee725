// SPDX-License-Identifier: Apache-2.0
/**
 * The sweep: many programs of Debian under real engines. Each is learned beside strace, run under what is advised, and run again without each
 * advised capability.
 */
package io.winnow.sweep;
