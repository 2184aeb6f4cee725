// SPDX-License-Identifier: Apache-2.0
/** What was reported, on disk: so that a restart reports nothing twice that need not be, and forgets no finding. */
package io.winnow.analyzer.agent.reported;
