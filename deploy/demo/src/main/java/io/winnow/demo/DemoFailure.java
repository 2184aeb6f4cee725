// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

/** Something was not as it should be: the message says what. */
final class DemoFailure extends RuntimeException {
    DemoFailure(String message) {
        super(message);
    }

    static void unless(boolean condition, String message) {
        if (!condition) {
            throw new DemoFailure(message);
        }
    }
}
