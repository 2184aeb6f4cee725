// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageFileTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:from\\s*|import\\()['\"]([^'\" ]+)['\"]|(?:src|href)=\"(/[a-z][^\"]*)\"");

    /** From the page on, file by file. */
    @Test
    void eachFileThatAnotherNamesIsThereAndNoneIsElsewhere() {
        Set<String> seen = new HashSet<>();
        look("/", seen);
        assertThat(seen).contains("/page/app.js", "/page/workload.js", "/page/preact-hooks.js", "/page/preact.js", "/page/uplot.js", "/page/uplot.css", "/page/icon.svg");
    }

    private static void look(String path, Set<String> seen) {
        if (!seen.add(path)) {
            return;
        }
        assertThat(PageFile.at(path)).as(path).isPresent();
        String text = PageFile.at(path).orElseThrow().text();
        Set<String> named = REFERENCE.matcher(text).results().map(PageFileTest::name).collect(Collectors.toSet());
        assertThat(named).as("named by %s", path).allMatch(name -> name.startsWith("./") || name.startsWith("/page/"));
        named.forEach(name -> look(name.replaceFirst("^\\./", "/page/"), seen));
    }

    private static String name(MatchResult found) {
        return found.group(1) == null ? found.group(2) : found.group(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/page", "/page/", "/index.html", "/page/index.html", "/page/../index.html", "/page/libraries.properties", "/page/PageFile.class", "/page/a/b.js"})
    void nothingElseIsServed(String path) {
        assertThat(PageFile.at(path)).isEmpty();
    }

    @Test
    void aFileSaysWhatItIs() {
        assertThat(PageFile.at("/").orElseThrow().contentType()).startsWith("text/html");
        assertThat(PageFile.at("/page/app.js").orElseThrow().contentType()).startsWith("text/javascript");
        assertThat(PageFile.at("/page/style.css").orElseThrow().contentType()).startsWith("text/css");
        assertThat(PageFile.at("/page/icon.svg").orElseThrow().contentType()).isEqualTo("image/svg+xml");
    }
}
