// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.winnow.analyzer.baseline.ItemOrder;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.Stage;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The JSON form of who reported what.
 *
 * @param nodes those that reported something
 * @param sole what one of them alone reported
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReporterDocument(int version, List<String> nodes, List<Entry> sole) {

    /** Most items that are published; what more there is is held for review without its node. */
    static final int MAX_ITEMS = 1000;

    /**
     * An item and the node that alone reported it.
     *
     * @param detail unsigned, hexadecimal
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Entry(String kind, String stage, String abi, int nr, int arg, String detail, String node) {

        static Entry of(Item item, String node) {
            return new Entry(item.kind().label(), item.stage().label(), item.abi().label(), item.nr(), item.arg(),
                    item.detail() == 0 ? null : Long.toHexString(item.detail()), node);
        }

        private Item item() {
            return new Item(Labels.of(ItemKind.values(), ItemKind::label, kind), Labels.of(Abi.values(), Abi::label, abi),
                    Labels.of(Stage.values(), Stage::label, stage), arg, nr, detail == null ? 0 : Long.parseUnsignedLong(detail, 16));
        }
    }

    public static byte[] write(Reporters reporters) {
        List<Entry> sole = reporters.sole().entrySet().stream().map(one -> Entry.of(one.getKey(), one.getValue())).toList();
        try {
            return BaselineJson.MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsBytes(new ReporterDocument(WorkloadDocument.VERSION, List.copyOf(reporters.nodes()), sole));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("names and numbers cannot be written", e);
        }
    }

    /** @throws IllegalArgumentException if it is none; the message says why */
    public static Reporters read(byte[] document) {
        return BaselineJson.readTolerantly(document, ReporterDocument.class, read -> new Reporters(new TreeSet<>(read.nodes()), items(read.sole())));
    }

    static List<Entry> entries(SortedMap<Item, String> sole) {
        return sole.entrySet().stream().limit(MAX_ITEMS).map(one -> Entry.of(one.getKey(), one.getValue())).toList();
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    static SortedMap<Item, String> items(List<Entry> entries) {
        TreeMap<Item, String> items = new TreeMap<>(ItemOrder.INSTANCE);
        if (entries != null) {
            entries.forEach(entry -> items.put(entry.item(), PlainText.of(entry.node() == null ? "" : entry.node())));
        }
        return items;
    }
}
