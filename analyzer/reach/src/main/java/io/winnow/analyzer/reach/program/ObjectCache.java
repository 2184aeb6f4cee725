// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.elf.ElfReader;
import io.winnow.analyzer.reach.elf.ElfSource;
import io.winnow.analyzer.reach.elf.MalformedElfException;
import io.winnow.analyzer.reach.object.Deadline;
import io.winnow.analyzer.reach.object.NotAnalyzedException;
import io.winnow.analyzer.reach.object.ObjectAnalyzer;
import io.winnow.analyzer.reach.object.ObjectCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Analysed files of one run, by path: programs share libraries. */
final class ObjectCache {

    private final Map<Path, ObjectCode> known = new HashMap<>();
    private final Duration limit;

    /** @param limit for each file */
    ObjectCache(Duration limit) {
        this.limit = limit;
    }

    ObjectCode code(Path file) throws IOException, MalformedElfException, NotAnalyzedException {
        ObjectCode code = known.get(file);
        if (code == null) {
            try (ElfSource source = ElfSource.of(file)) {
                code = ObjectAnalyzer.analyze(ElfReader.read(source), new Deadline(limit));
            }
            known.put(file, code);
        }
        return code;
    }
}
