// SPDX-License-Identifier: Apache-2.0
/**
 * The configuration: defaults, file, environment.
 */
package io.winnow.analyzer.cli.config;
