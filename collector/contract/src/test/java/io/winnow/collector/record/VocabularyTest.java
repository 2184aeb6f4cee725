// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.flyweight.LayoutTest;
import io.winnow.collector.flyweight.ObservationFlyweight;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The numbers of the Java enums and constants against record.h, in both directions. */
class VocabularyTest {

    private static final Pattern ENUMERATOR = Pattern.compile("^\\s+WINNOW_(\\w+) = (\\d+),", Pattern.MULTILINE);
    private static final Pattern DEFINE = Pattern.compile("^#define WINNOW_(\\w+) (0x[0-9a-f]+|\\d+)\\b", Pattern.MULTILINE);

    private Map<String, Integer> header;

    @BeforeEach
    void readHeader() throws Exception {
        header = new TreeMap<>();
        String text = Files.readString(LayoutTest.header());
        for (Pattern pattern : new Pattern[] {ENUMERATOR, DEFINE}) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                header.put(matcher.group(1), Integer.decode(matcher.group(2)));
            }
        }
    }

    @Test
    void enumsHaveTheNumbersOfTheHeader() {
        assertThat(numbers(Abi.values(), Abi::number)).isEqualTo(withPrefix("ABI_"));
        assertThat(numbers(Stage.values(), Stage::number)).isEqualTo(withPrefix("STAGE_"));
        assertThat(numbers(Origin.values(), Origin::number)).isEqualTo(withPrefix("ORIGIN_"));
        assertThat(numbers(RuntimeCallsKind.values(), RuntimeCallsKind::number)).isEqualTo(withPrefix("RUNTIME_CALLS_"));
        assertThat(numbers(ItemKind.values(), ItemKind::number)).isEqualTo(withPrefix("ITEM_"));
        assertThat(numbers(Held.values(), Held::number)).isEqualTo(withPrefix("HELD_"));
        assertThat(numbers(RecordType.values(), RecordType::number)).isEqualTo(withPrefix("RECORD_"));
        assertThat(numbers(Loss.values(), Loss::number)).isEqualTo(withPrefix("LOSS_"));
    }

    @Test
    void flagsHaveTheBitsOfTheHeader() throws Exception {
        assertThat(constants(SlotMode.class)).isEqualTo(withPrefix("MODE_"));
        assertThat(constants(SlotNote.class)).isEqualTo(withPrefix("NOTE_"));
        assertThat(constants(ItemFlags.class)).isEqualTo(withPrefix("FLAG_"));
        assertThat(constants(SnapshotFlags.class)).isEqualTo(withPrefix("SNAPSHOT_"));
        assertThat(constants(CapabilityCheck.class)).isEqualTo(withPrefix("CAPABILITY_"));
        assertThat(constants(Denial.class)).isEqualTo(withPrefix("DENIAL_"));
        assertThat(Item.SET).isEqualTo(header.get("ARGUMENT_SET"));
        assertThat(Item.DANGER).isEqualTo(header.get("ARGUMENT_DANGER"));
    }

    @Test
    void formsOfAPathAreThoseOfTheHeader() {
        assertThat(Map.of("PLAIN", ObservationFlyweight.PLAIN, "COMPONENTS", ObservationFlyweight.COMPONENTS, "CUT", ObservationFlyweight.CUT,
                        "END", ObservationFlyweight.END, "MAX", Layout.PATH_MAX))
                .isEqualTo(withPrefix("PATH_"));
    }

    @Test
    void limitsAreThoseOfTheHeader() throws Exception {
        Map<String, Integer> limits = constants(Layout.class);
        limits.keySet().removeAll(Set.of("BITMAP_WORDS", "BITMAP_BYTES", "WORDS", "SCHEMA_VERSION"));
        assertThat(header).containsAllEntriesOf(limits);
        assertThat(Layout.SCHEMA_VERSION).isEqualTo(header.get("SCHEMA_VERSION"));
        assertThat(Layout.WORDS * Long.SIZE).isEqualTo(header.get("SYSCALLS"));
    }

    @Test
    void aNumberWithoutConstantIsMalformed() {
        for (int number : new int[] {-1, 3, 255}) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Abi.of(number))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessage("no such abi: abi=" + number);
        }
    }

    private Map<String, Integer> withPrefix(String prefix) {
        return header.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    private static <E extends Enum<E>> Map<String, Integer> numbers(E[] values, ToIntFunction<E> number) {
        return Arrays.stream(values).collect(Collectors.toMap(Enum::name, number::applyAsInt));
    }

    private static Map<String, Integer> constants(Class<?> type) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                constants.put(field.getName(), field.getInt(null));
            }
        }
        return constants;
    }
}
