// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * An error as RFC 9457 has it ({@code application/problem+json}).
 *
 * @param status of HTTP
 * @param title of the status
 * @param detail what is wrong, and what to do
 */
public record Problem(int status, String title, String detail) {

    public static final String CONTENT_TYPE = "application/problem+json";
}
