// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of the page.
 *
 * @param contentType its media type
 * @param text all of it
 */
public record PageFile(String contentType, String text) {

    private static final String START = "/";
    private static final String FOLDER = "/page/";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,31}\\.(js|css|svg)");
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

    /** The file that is served at a path; empty if it is none of the page's. */
    public static Optional<PageFile> at(String path) {
        if (path.equals(START)) {
            return read("index.html");
        }
        String name = path.startsWith(FOLDER) ? path.substring(FOLDER.length()) : "";
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Optional<Library> library = Library.at(name);
        return library.isPresent() ? library.map(found -> new PageFile(typeOf(name), found.text())) : read(name);
    }

    private static Optional<PageFile> read(String name) {
        return resource(name).map(text -> new PageFile(typeOf(name), text));
    }

    private static String typeOf(String name) {
        return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    }

    /** The text of a resource, relative to this package or from the root. */
    static Optional<String> resource(String name) {
        try (InputStream in = PageFile.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the page cannot be read: " + name, e);
        }
    }
}
