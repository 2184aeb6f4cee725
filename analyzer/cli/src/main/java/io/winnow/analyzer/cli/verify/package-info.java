// SPDX-License-Identifier: Apache-2.0
/**
 * {@code winnow verify}: runs a command under a profile and says what it is refused, or whether less is enough.
 */
package io.winnow.analyzer.cli.verify;
