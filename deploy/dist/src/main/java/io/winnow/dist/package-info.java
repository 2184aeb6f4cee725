// SPDX-License-Identifier: Apache-2.0
/** What is made from the program for its installation. */
package io.winnow.dist;
