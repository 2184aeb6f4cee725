// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.util.List;
import java.util.Random;

/** Names as a container may choose them to deceive those who read them. */
final class UntrustedNames {

    private static final List<String> NAMES = List.of(
            "two\nlines", "quote\" and back\\slash", "</script><script>alert(1)</script>", "\u001b[31mred\u001b[0m", "nul\0byte",
            "\u2028line separator", "\u202eright to left", "lone \ud800 surrogate", "\ufffdinvalid\ufffd", "del\u007f", "a/b/../../etc/x", "%2F", "");

    private UntrustedNames() {}

    /** One of them, now and then very long. */
    static String one(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        return random.nextInt(10) == 0 ? name.repeat(10_240) : name;
    }
}
