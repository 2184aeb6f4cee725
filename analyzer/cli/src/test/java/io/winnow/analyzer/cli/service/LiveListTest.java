// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.cli.terminal.Palette;
import io.winnow.analyzer.cli.terminal.Terminal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveListTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final String STRONG = "\u001b[1m";

    private final LiveList<Thing> list = new LiveList<>("things", new Things(), Thing::name, Palette.of(Map.of("TERM", "xterm")));

    @Test
    void whatIsListedFirstOrHasChangedIsStrongForAWhile() {
        assertThat(shown(0, new Thing("web", "learning"))).contains(STRONG + "web");
        assertThat(shown(MINUTE, new Thing("web", "learning"))).doesNotContain(STRONG + "web");
        assertThat(shown(2 * MINUTE, new Thing("web", "frozen"))).contains(STRONG + "web");
    }

    @Test
    void whatWasGoneAndIsBackIsNew() {
        shown(0, new Thing("web", "learning"));
        assertThat(shown(MINUTE)).doesNotContain("web");
        assertThat(shown(2 * MINUTE, new Thing("web", "learning"))).contains(STRONG + "web");
    }

    private String shown(long now, Thing... things) {
        list.notice(List.of(things), now);
        return String.join("\n", list.lines(List.of(things), new Terminal.Size(24, 80), now));
    }

    /** A name and its state. */
    private record Thing(String name, String state) {}

    private static final class Things extends ListTable<Thing> {

        @Override
        protected List<String> headings(boolean wide) {
            return List.of("NAME", "STATE");
        }

        @Override
        protected List<Object> cells(Thing thing, boolean wide) {
            return List.of(thing.name(), thing.state());
        }

        @Override
        protected String name(Thing thing) {
            return thing.name();
        }

        @Override
        protected int rank(int column) {
            return column;
        }
    }
}
