// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.object;

import io.winnow.analyzer.reach.elf.ElfFile;
import io.winnow.analyzer.reach.elf.Relocation;
import io.winnow.analyzer.reach.elf.Segment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The texts of a file that can be names of functions, for files that ask the loader for functions by name: those that stand alone, and those that code or data has the
 * address of. Linkers let a text that is another one's end share its bytes.
 */
final class Words {

    private static final Set<String> LOOK_UPS = Set.of("dlsym", "dlvsym");
    private static final int MAX_WORDS = 200_000;
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 64;
    private static final boolean[] PART_OF_NAME = new boolean[128];

    static {
        for (int c = 0; c < PART_OF_NAME.length; c++) {
            PART_OF_NAME[c] = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
        }
    }

    private final ElfFile file;
    private final Set<String> words = new HashSet<>();

    private Words(ElfFile file) {
        this.file = file;
    }

    /**
     * @param symbols that the file refers to
     * @param references of its functions, with addresses from a base
     */
    static Set<String> of(ElfFile file, String[] symbols, List<References> references, long base) {
        Words found = new Words(file);
        if (List.of(symbols).stream().anyMatch(LOOK_UPS::contains)) {
            references.forEach(each -> {
                for (int address : each.data.toArray()) {
                    found.add(base + address);
                }
            });
            file.relocations().stream().filter(each -> !each.hasSymbol()).mapToLong(Relocation::target).forEach(found::add);
            file.memory().segments().forEach(segment -> {
                if (!file.positionIndependent()) {
                    found.addTargets(segment);
                }
                if (!segment.executable()) {
                    found.addAlone(segment);
                }
            });
        }
        return found.words;
    }

    /** Without relocations any aligned word can be an address. */
    private void addTargets(Segment segment) {
        ByteBuffer bytes = ByteBuffer.wrap(segment.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = (int) (-segment.address() & 7); i + 8 <= segment.bytes().length; i += 8) {
            long word = bytes.getLong(i);
            if (word > 0) {
                add(word);
            }
        }
    }

    /** As a table of texts has them, of which only the first one's address is taken. */
    private void addAlone(Segment segment) {
        byte[] bytes = segment.bytes();
        for (int start = 0; start < bytes.length;) {
            int end = isPartOfName(bytes[start]) ? add(bytes, start) : start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            start = end + 1;
        }
    }

    private void add(long address) {
        Optional<Segment> segment = file.memory().segment(address);
        if (segment.isPresent()) {
            add(segment.get().bytes(), segment.get().index(address));
        }
    }

    /** @return where the text ends */
    private int add(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && end - start <= MAX_LENGTH && isPartOfName(bytes[end])) {
            end++;
        }
        int length = end - start;
        if (end < bytes.length && bytes[end] == 0 && length >= MIN_LENGTH && length <= MAX_LENGTH && words.size() < MAX_WORDS) {
            words.add(new String(bytes, start, length, StandardCharsets.US_ASCII));
        }
        return end;
    }

    private static boolean isPartOfName(byte b) {
        return b >= 0 && PART_OF_NAME[b];
    }
}
