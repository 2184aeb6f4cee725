// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.List;

/**
 * A profile that was read.
 *
 * @param template what it says; {@link ProfileTemplate#isConcrete} if it is the same for every container
 * @param remarks what was not regarded, and where; one line each, free of control characters
 */
public record ReadProfile(ProfileTemplate template, List<String> remarks) {

    public ReadProfile {
        remarks = List.copyOf(remarks);
    }
}
