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
    /** Those that took too long or are too large: to try again costs as much. */
    private final Map<Path, NotAnalyzedException> refused = new HashMap<>();
    private final Duration limit;
    private final Optional<ObjectFiles> kept;

    /** @param limit for each file */
    ObjectCache(Duration limit, Optional<ObjectFiles> kept) {
        this.limit = limit;
        this.kept = kept;
    }

    ObjectCode code(Path file) throws IOException, MalformedElfException, NotAnalyzedException {
        ObjectCode code = known.get(file);
        if (code != null) {
            return code;
        }
        if (refused.containsKey(file)) {
            throw refused.get(file);
        }
        try (ElfSource source = ElfSource.of(file)) {
            code = kept.isPresent() ? found(source, kept.get()) : analyzed(ElfReader.read(source));
        } catch (NotAnalyzedException e) {
            refused.put(file, e);
            throw e;
        }
        known.put(file, code);
        return code;
    }

    /** What was found before in the same content, or is found now and kept. */
    private ObjectCode found(ElfSource source, ObjectFiles files) throws IOException, MalformedElfException, NotAnalyzedException {
        DigestedSource digested = new DigestedSource(source);
        ElfFile file = ElfReader.read(digested);
        String key = digested.key();
        Optional<ObjectCode> before = files.find(key);
        if (before.isPresent()) {
            return before.get();
        }
        ObjectCode code = analyzed(file);
        files.add(key, code);
        return code;
    }

    private ObjectCode analyzed(ElfFile file) throws MalformedElfException, NotAnalyzedException {
        return ObjectAnalyzer.analyze(file, new Deadline(limit));
    }
}
