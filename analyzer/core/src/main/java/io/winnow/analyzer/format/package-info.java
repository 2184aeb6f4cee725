// SPDX-License-Identifier: Apache-2.0
/** Forms in which other programs take a seccomp profile and a capability set, and the import of those that others write. */
package io.winnow.analyzer.format;
