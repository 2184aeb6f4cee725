// SPDX-License-Identifier: Apache-2.0
/** Profiles and baselines held against each other: differences, what a profile would have refused, and the evidence behind one line. */
package io.winnow.analyzer.compare;
