// SPDX-License-Identifier: Apache-2.0
/**
 * The analyzer at work: one thread that takes documents from the events queue through ingest, learner and detector to the publisher, keeps
 * the checkpoint behind everything that is confirmed, sends policies back to the collector, and answers the API's questions in between.
 */
package io.winnow.analyzer.agent;
