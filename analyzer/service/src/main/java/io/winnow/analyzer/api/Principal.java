// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import java.util.Locale;
import java.util.Objects;

/**
 * Who asks.
 *
 * @param name as decisions record it
 */
public record Principal(String name, Role role) {

    /** One that did not have to say who it is. */
    public static final Principal ANONYMOUS = new Principal("anonymous", Role.VIEWER);

    public Principal {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(role, "role");
    }

    /**
     * The name, if the role is enough.
     *
     * @throws FaultException if it is not
     */
    public String as(Role least) {
        if (role.compareTo(least) < 0) {
            throw new FaultException(FaultException.Kind.FORBIDDEN, name + " may not decide anything: that takes the role " + least.name().toLowerCase(Locale.ROOT));
        }
        return name;
    }
}
