// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.cache.DigestedSource;
import io.winnow.analyzer.reach.cache.ObjectFiles;
import io.winnow.analyzer.reach.elf.ElfFile;
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
import java.util.Optional;

/** Analysed files: of one run by path, as programs share libraries, and of others by their content. */
final class ObjectCache {

    private final Map<Path, ObjectCode> known = new HashMap<>();
    private final Duration limit;
    private final Optional<ObjectFiles> kept;

    /** @param limit for each file */
    ObjectCache(Duration limit, Optional<ObjectFiles> kept) {
        this.limit = limit;
        this.kept = kept;
    }

    ObjectCode code(Path file) throws IOException, MalformedElfException, NotAnalyzedException {
        ObjectCode code = known.get(file);
        if (code == null) {
            try (DigestedSource source = new DigestedSource(ElfSource.of(file))) {
                code = code(ElfReader.read(source), source.key());
            }
            known.put(file, code);
        }
        return code;
    }

    /** @param key of all that was read of the file */
    private ObjectCode code(ElfFile file, String key) throws IOException, MalformedElfException, NotAnalyzedException {
        Optional<ObjectCode> before = kept.flatMap(files -> files.find(key));
        if (before.isPresent()) {
            return before.get();
        }
        ObjectCode code = ObjectAnalyzer.analyze(file, new Deadline(limit));
        kept.ifPresent(files -> files.add(key, code));
        return code;
    }
}
