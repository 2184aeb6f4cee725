// SPDX-License-Identifier: Apache-2.0
/**
 * The subcommands that ask a running service.
 */
package io.winnow.analyzer.cli.service;
