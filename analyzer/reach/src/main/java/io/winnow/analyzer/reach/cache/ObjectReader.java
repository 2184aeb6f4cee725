// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import io.winnow.analyzer.reach.object.MadeCalls;
import io.winnow.analyzer.reach.object.ObjectCode;
import io.winnow.collector.record.Abi;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads what {@link ObjectWriter} wrote; it is not for content that anyone else can have written. */
final class ObjectReader {

    /** Of anything. */
    private static final int MOST = 1 << 22;

    private final DataInputStream in;

    ObjectReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    ObjectCode read() throws IOException {
        return new ObjectCode(
                in.readUTF(), texts(), in.readUTF(), in.readUTF(), in.readInt(), numbers(), nodes(), nodes(), texts().toArray(String[]::new), exports(), numbers(),
                calls(), names(), new HashSet<>(texts()), in.readBoolean());
    }

    private Map<String, int[]> exports() throws IOException {
        Map<String, int[]> exports = new HashMap<>();
        for (int left = count(); left > 0; left--) {
            exports.put(in.readUTF(), numbers());
        }
        return exports;
    }

    private Map<Integer, MadeCalls> calls() throws IOException {
        Map<Integer, MadeCalls> calls = new HashMap<>();
        for (int left = count(); left > 0; left--) {
            calls.put(in.readInt(), new MadeCalls(byAbi(), in.readBoolean(), in.readBoolean()));
        }
        return calls;
    }

    private Map<Abi, SortedSet<Integer>> byAbi() throws IOException {
        Map<Abi, SortedSet<Integer>> numbers = new EnumMap<>(Abi.class);
        for (int left = in.readByte(); left > 0; left--) {
            String label = in.readUTF();
            Abi abi = Arrays.stream(Abi.values()).filter(each -> each.label().equals(label)).findFirst().orElseThrow(() -> new IOException("no ABI is called " + label));
            SortedSet<Integer> ofAbi = new TreeSet<>();
            Arrays.stream(numbers()).forEach(ofAbi::add);
            numbers.put(abi, ofAbi);
        }
        return numbers;
    }

    private Map<Integer, String> names() throws IOException {
        Map<Integer, String> names = new HashMap<>();
        for (int left = count(); left > 0; left--) {
            names.put(in.readInt(), in.readUTF());
        }
        return names;
    }

    private ObjectCode.Node[] nodes() throws IOException {
        ObjectCode.Node[] nodes = new ObjectCode.Node[count()];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = in.readBoolean() ? new ObjectCode.Node(numbers(), numbers(), numbers(), numbers()) : null;
        }
        return nodes;
    }

    private List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    private int[] numbers() throws IOException {
        int[] numbers = new int[count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }

    private int count() throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException("it is damaged: " + count + " of something");
        }
        return count;
    }
}
