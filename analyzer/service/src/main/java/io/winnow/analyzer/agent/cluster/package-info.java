// SPDX-License-Identifier: Apache-2.0
/** Many hosts as one: a hub answers for all of them, and each of them follows what was decided there. */
package io.winnow.analyzer.agent.cluster;
