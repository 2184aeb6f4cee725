// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.http.ProblemException;
import io.winnow.analyzer.http.Rendering;
import io.winnow.analyzer.seccomp.ProfileWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The forms that an advice can be had in, by name. */
public final class ProfileFormats {

    private final Map<String, Function<Advice, Rendering>> formats = new TreeMap<>();

    public ProfileFormats() {
        ProfileWriter writer = new ProfileWriter();
        formats.put("docker", advice -> new Rendering("application/json", writer.write(advice.seccomp())));
    }

    /** @throws ProblemException where there is no such format */
    void require(String format) {
        if (!formats.containsKey(format)) {
            throw ProblemException.badRequest("unknown format \"" + format + "\": known are " + String.join(", ", formats.keySet()));
        }
    }

    /** @throws ProblemException where there is no such format */
    public Rendering render(Advice advice, String format) {
        require(format);
        return formats.get(format).apply(advice);
    }
}
