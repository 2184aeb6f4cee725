// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

/** A profile that cannot be used. The message names the place, such as {@code syscalls[3].args[0].op}, and what is wrong there. */
public final class ProfileFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ProfileFormatException(String place, String problem) {
        super(place.isEmpty() ? problem : place + ": " + problem);
    }
}
