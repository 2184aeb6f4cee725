// SPDX-License-Identifier: Apache-2.0
/**
 * What is measured side by side: nothing, an empty program, Winnow in its modes, and other tools.
 */
package io.winnow.perf.contender;
