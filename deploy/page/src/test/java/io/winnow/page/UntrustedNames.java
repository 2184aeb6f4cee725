// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

/** Names that a container may choose, and that would do harm if they were not shown as text. */
final class UntrustedNames {
    static final String SCRIPT = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";
    static final String COLOURS = "\u001b[31mred\u001b[0m";
    static final String REVERSED = "a\u202egnp.exe";
    static final String LONG = "x".repeat(10_000);

    private UntrustedNames() {}
}
