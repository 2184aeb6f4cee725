// SPDX-License-Identifier: Apache-2.0
/** What was found in files, kept on disk for the next analysis of the same content. */
package io.winnow.analyzer.reach.cache;
