// SPDX-License-Identifier: Apache-2.0
/** A hub under the load of a simulated cluster: what nodes report is made here, everything else is real. */
package io.winnow.perf.hub;
