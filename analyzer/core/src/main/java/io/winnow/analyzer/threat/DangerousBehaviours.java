// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.threat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of dangerous behaviours. Its order counts: of two that are equally severe the first is the one that is named. */
public final class DangerousBehaviours {

    private static final String RESOURCE = "dangerous-behaviours.json";
    private static final Map<String, DangerousBehaviour> ROWS = load();
    private static final List<String> ORDER = List.copyOf(ROWS.keySet());

    private DangerousBehaviours() {}

    /** All rows, single ones first. */
    public static Collection<DangerousBehaviour> all() {
        return ROWS.values();
    }

    /** The row with this id. */
    public static Optional<DangerousBehaviour> find(String id) {
        return Optional.ofNullable(ROWS.get(id));
    }

    /** Where the row is in the table. */
    public static int rank(DangerousBehaviour behaviour) {
        return ORDER.indexOf(behaviour.id());
    }

    /** What an act is, in the table's order; empty if nothing is known against it. */
    public static List<DangerousBehaviour> of(ObservedAct act) {
        return ROWS.values().stream().filter(behaviour -> behaviour.matches(act)).toList();
    }

    /** Combinations that these behaviours make. */
    public static List<DangerousBehaviour> combinations(Collection<String> ids) {
        return ROWS.values().stream().filter(behaviour -> behaviour.isCombination() && ids.containsAll(behaviour.together())).toList();
    }

    /** Whether the item is a value of an argument that is dangerous by itself, whatever else its call is used for. */
    public static boolean isDangerousValue(Item item) {
        if (item.kind() != ItemKind.ARGUMENT) {
            return false;
        }
        ObservedAct act = ObservedAct.of(item, List.of(), "", false);
        return ROWS.values().stream().flatMap(behaviour -> behaviour.when().stream()).anyMatch(pattern -> pattern.ofArgument() && pattern.matches(act));
    }

    private static Map<String, DangerousBehaviour> load() {
        JsonMapper mapper = JsonMapper.builder().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();
        Map<String, DangerousBehaviour> rows = new LinkedHashMap<>();
        try (InputStream in = DangerousBehaviours.class.getResourceAsStream(RESOURCE)) {
            for (DangerousBehaviour row : mapper.readValue(in, new TypeReference<List<DangerousBehaviour>>() {})) {
                if (rows.put(row.id(), row) != null) {
                    throw new IllegalStateException(RESOURCE + " has two rows with id=" + row.id());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
        return Collections.unmodifiableMap(rows);
    }
}
