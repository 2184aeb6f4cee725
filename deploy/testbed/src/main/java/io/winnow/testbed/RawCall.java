// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.List;

/**
 * One system call as it was made.
 *
 * @param call      which
 * @param arguments its registers, as many as the call has; a 64-bit one may be negative
 */
public record RawCall(StraceCall call, List<Long> arguments) {
    public RawCall {
        arguments = List.copyOf(arguments);
    }
}
