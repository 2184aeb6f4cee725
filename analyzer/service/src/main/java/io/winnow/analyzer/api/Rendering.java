// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * A document in a format of its own.
 *
 * @param contentType its media type
 * @param body its text
 */
public record Rendering(String contentType, String body) {}
