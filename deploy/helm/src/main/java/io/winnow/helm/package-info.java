// SPDX-License-Identifier: Apache-2.0
/** Helm as a library, for the tests of the chart. */
package io.winnow.helm;
