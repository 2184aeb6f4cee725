// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.tracer;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.flyweight.Btf;
import io.winnow.collector.flyweight.CallProfileReader;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The structs that cross the C ABI against what the compiler makes of winnow.h. */
class StructsTest {

    private static final Path INCLUDE = Path.of("../../collector-native/include").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void readersHaveTheOffsetsAndSizesOfTheirStructs() throws Exception {
        Map<String, Btf.Struct> counters = Btf.ofHeader(INCLUDE, "winnow/record.h", List.of("winnow_counters"), directory);
        assertThat(offsets(HostCountersReader.class)).isEqualTo(new TreeMap<>(counters.get("winnow_counters").members()));
        assertThat(HostCountersReader.BLOCK_LENGTH).isEqualTo(counters.get("winnow_counters").size());
    }

    @Test
    void slotInfoHasTheLayoutOfItsStruct() throws Exception {
        Map<String, Btf.Struct> info = Btf.ofHeader(INCLUDE, "winnow/winnow.h", List.of("winnow_slot_info"), directory);
        assertThat(offsets(SlotInfoReader.class)).isEqualTo(new TreeMap<>(info.get("winnow_slot_info").members()));
        assertThat(SlotInfoReader.BLOCK_LENGTH).isEqualTo(info.get("winnow_slot_info").size());
    }

    @Test
    void profileEntriesHaveTheLayoutOfTheirStruct() throws Exception {
        Map<String, Btf.Struct> entry = Btf.ofHeader(INCLUDE, "winnow/winnow.h", List.of("winnow_profile_entry"), directory);
        assertThat(offsets(CallProfileReader.class)).isEqualTo(new TreeMap<>(entry.get("winnow_profile_entry").members()));
        assertThat(CallProfileReader.BLOCK_LENGTH).isEqualTo(entry.get("winnow_profile_entry").size());
    }

    private static Map<String, Integer> offsets(Class<?> reader) throws IllegalAccessException {
        Map<String, Integer> offsets = new TreeMap<>();
        for (Field field : reader.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                field.setAccessible(true);
                offsets.put(field.getName().replace("_OFFSET", "").toLowerCase(Locale.ROOT), field.getInt(null));
            }
        }
        return offsets;
    }
}
