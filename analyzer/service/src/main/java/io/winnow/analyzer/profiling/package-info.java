// SPDX-License-Identifier: Apache-2.0
/** What containers call, how often, how it fails and how long it takes, while an operator has them profiled. */
package io.winnow.analyzer.profiling;
