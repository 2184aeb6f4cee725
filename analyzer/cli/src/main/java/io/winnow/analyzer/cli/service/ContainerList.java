// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.ContainerDocument;
import io.winnow.analyzer.cli.terminal.Palette.Tone;
import io.winnow.analyzer.cli.terminal.Shortened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Running containers. */
final class ContainerList extends ListTable<ContainerDocument> {

    private static final int SHORT_ID = 12;
    private static final int STATE = 6;
    /** Of each heading. */
    private static final List<Integer> RANKS = List.of(2, 0, 5, 3, 7, 6, 1, 4);

    @Override
    protected List<String> headings(boolean wide) {
        List<String> headings = new ArrayList<>(List.of("ID", "NAME", "ENGINE", "WORKLOAD", "IMAGE", "STARTED", "STATE", "SECCOMP"));
        if (wide) {
            headings.addAll(List.of("WORKLOAD ID", "NAMESPACE", "POD", "RUNTIME", "DIGEST", "NODE"));
        }
        return headings;
    }

    @Override
    protected List<Object> cells(ContainerDocument container, boolean wide) {
        List<Object> cells = new ArrayList<>(Arrays.asList(
                wide ? container.id() : shortId(container.id()),
                shown(container.name().equals(container.id()) ? shortId(container.name()) : container.name(), wide),
                container.engine(), shown(container.workload(), wide), container.image() == null ? null : shown(container.image(), wide),
                container.started(), container.state() + (container.late() ? ", found running" : ""), seccomp(container)));
        if (wide) {
            cells.addAll(Arrays.asList(container.workloadId(), container.namespace(), container.pod(), container.runtime(), container.imageDigest(), container.node()));
        }
        return cells;
    }

    @Override
    protected int rank(int column) {
        return RANKS.get(column);
    }

    @Override
    protected Tone tone(ContainerDocument container, int column) {
        return column != STATE ? Tone.PLAIN : container.state().equals(ContainerDocument.RUNNING) ? Tone.GOOD : Tone.WARN;
    }

    private static String shown(String text, boolean wide) {
        return wide ? text : Shortened.of(text);
    }

    /** Ids of engines are hexadecimal digits; others are names that people gave. */
    private static String shortId(String id) {
        boolean digits = id.length() > SHORT_ID && id.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return digits ? id.substring(0, SHORT_ID) : Shortened.of(id);
    }

    private static String seccomp(ContainerDocument container) {
        int digest = container.filter() == null ? -1 : container.filter().indexOf(':');
        return digest < 0 ? container.seccomp() : "filter " + shortId(container.filter().substring(digest + 1));
    }

    @Override
    protected String name(ContainerDocument container) {
        return container.id();
    }

    @Override
    protected ContainerDocument ended(ContainerDocument container) {
        return container.withState(ContainerDocument.ENDED);
    }
}
