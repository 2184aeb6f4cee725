// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import com.fasterxml.jackson.core.JsonLocation;

/** Where in a JSON or YAML document something is, as part of a message for people. */
public final class JsonPlace {

    private JsonPlace() {}

    /** For example {@code line 3, column 7}; empty if nothing is known. */
    public static String of(JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    /** What is wrong, with the place before it if that is known. */
    public static String before(String problem, JsonLocation location) {
        return location == null ? problem : of(location) + ": " + problem;
    }
}
