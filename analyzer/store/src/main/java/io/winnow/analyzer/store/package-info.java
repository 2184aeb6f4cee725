// SPDX-License-Identifier: Apache-2.0
/**
 * The JSON forms of baselines, and their files.
 */
package io.winnow.analyzer.store;
