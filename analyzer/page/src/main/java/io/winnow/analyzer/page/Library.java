// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;

/** A library that the page runs on, as its own artifact has it, with its licence beside it. */
enum Library {
    PREACT("preact.js"),
    HOOKS("preact-hooks.js"),
    HTM("htm.js"),
    UPLOT("uplot.js"),
    UPLOT_STYLE("uplot.css");

    /** Where each is, by the version that was built with. */
    private static final String PLACES = "libraries.properties";

    private final String file;

    Library(String file) {
        this.file = file;
    }

    static Optional<Library> at(String file) {
        return Arrays.stream(values()).filter(library -> library.file.equals(file)).findFirst();
    }

    /**
     * Its text. One library imports another by a bare name, which a browser resolves only with a map inside the page, and the page's policy
     * allows nothing inside it: the name becomes that of the file.
     */
    String text() {
        String place = places().getProperty(file);
        return PageFile.resource(place).orElseThrow(() -> new IllegalStateException("the class path lacks a library of the page: " + place))
                .replace("from\"preact\"", "from\"./" + PREACT.file + "\"")
                .replaceAll("(?m)^//# sourceMappingURL=.*$", "");
    }

    private static Properties places() {
        Properties places = new Properties();
        try (InputStream in = Library.class.getResourceAsStream(PLACES)) {
            places.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(PLACES + " cannot be read", e);
        }
        return places;
    }
}
