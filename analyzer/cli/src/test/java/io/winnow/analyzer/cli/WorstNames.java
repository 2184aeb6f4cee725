// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.util.List;

/** Names that a container's owner may have chosen to harm a user who reads, prints or pastes them. */
public final class WorstNames {

    public static final List<String> ALL = List.of(
            "debian sh -c sleep 900; touch X #", "a\nb", "ends in lines\n\n", "\n", "it's", "say \"so\"", "</script><script>alert(1)</script>",
            "\u001b[31mred\u001b[0m", "\u001b]0;title\u0007", "caf\uFFFD\uFFFD", "x".repeat(10_240), "$(touch X)", "`touch X`", "${HOME}", "-rf", "--config=X",
            "~root", "a;b", "#comment", "../../etc/passwd", "/etc/passwd", "a\u2400b\u0001", "*", "?[a-z]{a,b}", "\u202Eright to left", "!history !!",
            "back\\slash\\n\\", "a b\tc", "a & b | c > X < Y", "\r\u0008\u0008over", "%s%n%d\\101", " ", "=eq", "w-3fa9c1d2", "ünïcode 漢字 \uD83D\uDE00");

    private WorstNames() {}
}
