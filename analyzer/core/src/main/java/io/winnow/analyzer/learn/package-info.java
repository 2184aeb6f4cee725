// SPDX-License-Identifier: Apache-2.0
/**
 * From events to baselines: which container has which slot, what is missing, when a baseline is stable, and what a frozen one holds back.
 */
package io.winnow.analyzer.learn;
