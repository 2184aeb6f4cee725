// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.finding;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.ingest.Ancestor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processes of a finding: its root, those below it that did something, and for people those above it. Bounded. */
final class ProcessTree {

    /** Most processes that are kept. */
    static final int MAX = 64;

    /** A process, by its id on the host and its start. */
    private record Key(int pid, long started) {}

    private final Map<Key, FindingProcess> processes = new LinkedHashMap<>();

    /** @param kept the tree as it was */
    ProcessTree(List<FindingProcess> kept) {
        kept.forEach(process -> processes.put(new Key(process.pid(), process.started()), process));
    }

    /** Whether the actor or a process above it is one of the tree's. */
    boolean has(Actor actor) {
        return highestMember(chain(actor)) >= 0;
    }

    /** Takes the actor in, with the processes above it. Those at and below the root, or below what is known to be there, are members from now on. */
    void add(Actor actor, String executable, FindingCause cause) {
        List<Key> chain = chain(actor);
        int members = Math.max(chain.indexOf(new Key(cause.process(), cause.started())), highestMember(chain));
        for (int i = chain.size() - 1; i >= 0; i--) {
            Key key = chain.get(i);
            if (processes.size() < MAX || processes.containsKey(key)) {
                processes.merge(key, process(actor, i, executable, i <= members), FindingProcess::with);
            }
        }
    }

    List<FindingProcess> all() {
        return new ArrayList<>(processes.values());
    }

    int size() {
        return processes.size();
    }

    private int highestMember(List<Key> chain) {
        for (int i = chain.size() - 1; i >= 0; i--) {
            FindingProcess known = processes.get(chain.get(i));
            if (known != null && known.member()) {
                return i;
            }
        }
        return -1;
    }

    private static List<Key> chain(Actor actor) {
        List<Key> chain = new ArrayList<>();
        chain.add(new Key(actor.tgid(), actor.started()));
        actor.ancestors().forEach(ancestor -> chain.add(new Key(ancestor.tgid(), ancestor.started())));
        return chain;
    }

    private static FindingProcess process(Actor actor, int index, String executable, boolean member) {
        int parent = index < actor.ancestors().size() ? actor.ancestors().get(index).tgid() : 0;
        if (index == 0) {
            return new FindingProcess(
                    actor.tgid(), actor.containerTgid(), actor.started(), parent, FindingLimits.cut(actor.comm()), actor.uid(),
                    executable.isEmpty() ? null : FindingLimits.cut(executable), member);
        }
        Ancestor ancestor = actor.ancestors().get(index - 1);
        return new FindingProcess(
                ancestor.tgid(), ancestor.containerTgid(), ancestor.started(), parent, FindingLimits.cut(ancestor.comm()), null, null, member);
    }
}
