// SPDX-License-Identifier: Apache-2.0
/** Programs with their libraries: which files are loaded together, and which of their functions, data and system calls can be reached. */
package io.winnow.analyzer.reach.program;
