// SPDX-License-Identifier: Apache-2.0
/** What the analyzer knows, as the API's documents: what is shown of a workload, and no question of who asks or how. */
package io.winnow.analyzer.view;
