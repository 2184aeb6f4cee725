// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/** What a caller may do. A later role may do what an earlier one may. */
public enum Role {
    /** Look at everything. */
    VIEWER,
    /** Decide: freeze, accept, reject, thaw, forget, profile a container. */
    OPERATOR
}
