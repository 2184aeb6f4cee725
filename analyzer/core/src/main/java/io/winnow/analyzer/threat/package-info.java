// SPDX-License-Identifier: Apache-2.0
/** What is dangerous about what containers do, and why: the table is {@code dangerous-behaviours.json}. */
package io.winnow.analyzer.threat;
