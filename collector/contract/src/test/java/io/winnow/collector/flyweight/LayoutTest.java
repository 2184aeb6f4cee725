// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flyweights against what the compiler of the BPF object makes of record.h. */
public class LayoutTest {

    private static final Path INCLUDE = Path.of("../../collector-native/include").toAbsolutePath().normalize();

    private static final Map<String, Class<?>> FLYWEIGHTS = Map.ofEntries(
            Map.entry("winnow_header", HeaderFlyweight.class),
            Map.entry("winnow_actor", ActorFlyweight.class),
            Map.entry("winnow_ancestor", AncestorFlyweight.class),
            Map.entry("winnow_item", ItemFlyweight.class),
            Map.entry("winnow_observation", ObservationFlyweight.class),
            Map.entry("winnow_cgroup", CgroupFlyweight.class),
            Map.entry("winnow_stage_change", StageChangeFlyweight.class),
            Map.entry("winnow_trace", TraceFlyweight.class),
            Map.entry("winnow_item_state", ItemStateFlyweight.class),
            Map.entry("winnow_snapshot", SnapshotFlyweight.class),
            Map.entry("winnow_profile_key", ProfileKeyFlyweight.class),
            Map.entry("winnow_profile", ProfileFlyweight.class));

    @TempDir
    Path directory;

    @Test
    void everyFlyweightHasTheOffsetsAndSizeOfItsStruct() throws Exception {
        Map<String, Btf.Struct> structs = Btf.ofHeader(INCLUDE, "winnow/record.h", List.copyOf(FLYWEIGHTS.keySet()), directory);
        for (Map.Entry<String, Class<?>> entry : FLYWEIGHTS.entrySet()) {
            Btf.Struct struct = structs.get(entry.getKey());
            assertThat(struct).as(entry.getKey()).isNotNull();
            Map<String, Integer> expected = new TreeMap<>(struct.members());
            expected.remove("header"); // the super class, always first
            assertThat(offsets(entry.getValue())).as(entry.getKey()).isEqualTo(expected);
            assertThat(constant(entry.getValue(), "BLOCK_LENGTH")).as(entry.getKey()).isEqualTo(struct.size());
        }
    }

    @Test
    void theShippedObjectWasMadeFromTheSameHeader() throws Exception {
        Path object = directory.resolve("winnow.bpf.o");
        try (InputStream in = LayoutTest.class.getResourceAsStream("/io/winnow/collector/tracer/winnow.bpf.o")) {
            Files.copy(in, object, StandardCopyOption.REPLACE_EXISTING);
        }
        Map<String, Btf.Struct> shipped = Btf.of(object);
        List<String> ours = shipped.keySet().stream()
                .filter(name -> name.startsWith("winnow_") && !Set.of("winnow_config", "winnow_caller", "winnow_danger").contains(name))
                .toList();
        assertThat(ours).contains("winnow_slot", "winnow_item_key", "winnow_counters");
        Map<String, Btf.Struct> fromHeader = Btf.ofHeader(INCLUDE, "winnow/record.h", ours, directory);
        for (String name : ours) {
            assertThat(shipped.get(name)).as(name).isEqualTo(fromHeader.get(name));
        }
    }

    @Test
    void noFlyweightIsLeftOut() throws Exception {
        List<Class<?>> flyweights = new ArrayList<>();
        try (Stream<Path> classes = Files.list(Path.of(Flyweight.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("io/winnow/collector/flyweight"))) {
            for (Path file : classes.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith("Flyweight.class") && !name.equals("Flyweight.class")) {
                    flyweights.add(Class.forName("io.winnow.collector.flyweight." + name.replace(".class", "")));
                }
            }
        }
        assertThat(flyweights).containsExactlyInAnyOrderElementsOf(FLYWEIGHTS.values());
    }

    private static Map<String, Integer> offsets(Class<?> flyweight) throws IllegalAccessException {
        Map<String, Integer> offsets = new TreeMap<>();
        for (Field field : flyweight.getDeclaredFields()) {
            if (field.getName().endsWith("_OFFSET")) {
                String member = field.getName().substring(0, field.getName().length() - "_OFFSET".length()).toLowerCase(Locale.ROOT);
                offsets.put(member, field.getInt(null));
            }
        }
        return offsets;
    }

    private static int constant(Class<?> type, String name) throws ReflectiveOperationException {
        return type.getDeclaredField(name).getInt(null);
    }

    public static Path header() throws IOException {
        return INCLUDE.resolve("winnow/record.h");
    }
}
