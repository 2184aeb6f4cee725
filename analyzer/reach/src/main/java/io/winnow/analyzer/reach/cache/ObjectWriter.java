// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.cache;

import io.winnow.analyzer.reach.object.MadeCalls;
import io.winnow.analyzer.reach.object.ObjectCode;
import io.winnow.collector.record.Abi;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Writes what is known of a file in the form that {@link ObjectReader} reads. */
final class ObjectWriter {

    private final DataOutputStream out;

    ObjectWriter(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    /** @throws IOException also for a name of more than 64 KiB */
    void write(ObjectCode code) throws IOException {
        out.writeUTF(code.soname());
        texts(code.needed());
        out.writeUTF(code.libraryPath());
        out.writeUTF(code.interpreter());
        out.writeInt(code.entry());
        numbers(code.roots());
        nodes(code.functions());
        nodes(code.units());
        texts(List.of(code.symbols()));
        out.writeInt(code.exports().size());
        for (Map.Entry<String, int[]> export : code.exports().entrySet()) {
            out.writeUTF(export.getKey());
            numbers(export.getValue());
        }
        numbers(code.copied());
        out.writeInt(code.calls().size());
        for (Map.Entry<Integer, MadeCalls> calls : code.calls().entrySet()) {
            out.writeInt(calls.getKey());
            calls(calls.getValue());
        }
        out.writeInt(code.names().size());
        for (Map.Entry<Integer, String> name : code.names().entrySet()) {
            out.writeInt(name.getKey());
            out.writeUTF(name.getValue());
        }
        texts(code.words());
        out.writeBoolean(code.go());
        out.flush();
    }

    private void calls(MadeCalls calls) throws IOException {
        out.writeByte(calls.numbers().size());
        for (Map.Entry<Abi, SortedSet<Integer>> each : calls.numbers().entrySet()) {
            out.writeUTF(each.getKey().label());
            numbers(each.getValue().stream().mapToInt(Integer::intValue).toArray());
        }
        out.writeBoolean(calls.passedOn());
        out.writeBoolean(calls.unknown());
    }

    private void nodes(ObjectCode.Node[] nodes) throws IOException {
        out.writeInt(nodes.length);
        for (ObjectCode.Node node : nodes) {
            out.writeBoolean(node != null);
            if (node != null) {
                numbers(node.calls());
                numbers(node.takes());
                numbers(node.symbols());
                numbers(node.units());
            }
        }
    }

    private void texts(Collection<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    private void numbers(int[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (int number : numbers) {
            out.writeInt(number);
        }
    }
}
