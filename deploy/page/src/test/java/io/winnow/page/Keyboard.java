// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;

/** A reader's keyboard: there is no pointer, and what has the focus is seen by its outline. */
final class Keyboard {
    private static final int MAX_STOPS = 500;
    /** What a screen reader says of that which has the focus; what is marked only by the page's own focus has no outline. */
    private static final String FOCUSED = """
            () => {
              const at = document.activeElement;
              const name = at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent;
              const outlined = getComputedStyle(at).outlineStyle !== 'none' || at === document.body;
              return (outlined ? '' : 'without an outline: ') + name.trim();
            }""";

    private final Page page;

    Keyboard(Page page) {
        this.page = page;
    }

    /** Presses Tab until something has the focus whose name begins so. */
    Keyboard tabTo(String name) {
        for (int i = 0; i < MAX_STOPS; i++) {
            page.keyboard().press("Tab");
            String focused = focused();
            assertThat(focused).doesNotStartWith("without an outline");
            if (focused.startsWith(name)) {
                return this;
            }
        }
        throw new AssertionError("Tab does not get to \"" + name + "\"");
    }

    Keyboard press(String... keys) {
        for (String key : keys) {
            page.keyboard().press(key);
        }
        return this;
    }

    Keyboard type(String text) {
        page.keyboard().type(text);
        return this;
    }

    /** The name of that which has the focus. */
    String focused() {
        return page.evaluate(FOCUSED).toString();
    }
}
