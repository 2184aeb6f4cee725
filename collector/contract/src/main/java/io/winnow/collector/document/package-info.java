// SPDX-License-Identifier: Apache-2.0
/**
 * What the queue carries as JSON: containers and their grants, policies, sessions, losses.
 */
package io.winnow.collector.document;
