// SPDX-License-Identifier: Apache-2.0
/** What the API says of profiled containers. */
package io.winnow.analyzer.api.profiling;
