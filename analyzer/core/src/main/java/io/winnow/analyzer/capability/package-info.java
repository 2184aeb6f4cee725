// SPDX-License-Identifier: Apache-2.0
/** Which capabilities a workload needs, and how that is known. */
package io.winnow.analyzer.capability;
