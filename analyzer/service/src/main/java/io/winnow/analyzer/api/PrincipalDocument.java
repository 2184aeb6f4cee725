// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.Locale;

/**
 * Who asks, as the service knows it.
 *
 * @param name as decisions record it
 * @param role viewer or operator
 */
public record PrincipalDocument(String name, String role) {

    public static PrincipalDocument of(Principal principal) {
        return new PrincipalDocument(principal.name(), principal.role().name().toLowerCase(Locale.ROOT));
    }
}
