// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The texts of a file that can be names of functions, for files that ask the loader for functions by name. */
final class Words {

    private static final Set<String> LOOK_UPS = Set.of("dlsym", "dlvsym");
    private static final int MAX_WORDS = 200_000;
    private static final int MAX_LENGTH = 64;

    private Words() {}

    static Set<String> of(ElfFile file, String[] symbols) {
        Set<String> words = new HashSet<>();
        if (List.of(symbols).stream().noneMatch(LOOK_UPS::contains)) {
            return words;
        }
        for (Segment segment : file.memory().segments()) {
            if (!segment.executable()) {
                collect(segment.bytes(), words);
            }
        }
        return words;
    }

    private static void collect(byte[] bytes, Set<String> words) {
        int start = 0;
        for (int i = 0; i < bytes.length && words.size() < MAX_WORDS; i++) {
            if (!isPartOfName(bytes[i])) {
                if (bytes[i] == 0 && i - start >= 3 && i - start <= MAX_LENGTH) {
                    words.add(new String(Arrays.copyOfRange(bytes, start, i), StandardCharsets.US_ASCII));
                }
                start = i + 1;
            }
        }
    }

    private static boolean isPartOfName(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_';
    }
}
