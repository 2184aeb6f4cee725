// SPDX-License-Identifier: Apache-2.0
/**
 * Takes what the analyzer found out of the house: CloudEvents to Kafka, or as JSON lines to a file.
 *
 * <p>The pipeline's thread only ever puts an {@link io.winnow.analyzer.publish.PublishedEvent} into the bounded {@code Outbox} of a
 * {@link io.winnow.analyzer.publish.Publisher}; a sender thread hands it to a {@link io.winnow.analyzer.publish.Sink}. An event leaves the
 * outbox when the sink has confirmed it, so that the queue position of the lowest unconfirmed one is a safe checkpoint.
 */
package io.winnow.analyzer.publish;
