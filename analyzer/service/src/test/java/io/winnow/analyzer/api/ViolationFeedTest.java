// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViolationFeedTest {

    private static List<String> recent(ViolationFeed feed, String... documents) {
        for (String document : documents) {
            feed.add(document.getBytes(StandardCharsets.UTF_8));
        }
        return feed.recent().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
    }

    @Test
    void theNewestAreKeptUpToTheirNumber() {
        assertThat(recent(new ViolationFeed(2), "a", "b", "c")).containsExactly("b", "c");
    }

    @Test
    void theNewestAreKeptUpToTheirBytes() {
        assertThat(recent(new ViolationFeed(100, 10), "aaaa", "bbbb", "cccc", "d")).containsExactly("bbbb", "cccc", "d");
    }

    @Test
    void theNewestIsKeptHoweverLongItIs() {
        ViolationFeed feed = new ViolationFeed(100, 3);
        assertThat(recent(feed, "a", "bbbb")).containsExactly("bbbb");
        assertThat(recent(feed, "c")).containsExactly("c");
    }
}
