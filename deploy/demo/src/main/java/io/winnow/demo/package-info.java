// SPDX-License-Identifier: Apache-2.0
/**
 * The demonstration: Winnow as an outside program, seen as its users see it, through its command line and its Kafka topic.
 */
package io.winnow.demo;
