// SPDX-License-Identifier: Apache-2.0
/** What programs can do at most, as an analysis of their files says: values that others judge by. How they come about is the module analyzer/reach. */
package io.winnow.analyzer.reach;
