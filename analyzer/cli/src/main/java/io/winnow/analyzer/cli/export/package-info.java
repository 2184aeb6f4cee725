// SPDX-License-Identifier: Apache-2.0
/** What {@code winnow export} writes beside a single file: all profiles into folders. */
package io.winnow.analyzer.cli.export;
