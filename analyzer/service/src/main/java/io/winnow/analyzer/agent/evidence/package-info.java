// SPDX-License-Identifier: Apache-2.0
/** What a profile is made of, and what it rests on. */
package io.winnow.analyzer.agent.evidence;
