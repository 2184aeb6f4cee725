// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import io.winnow.analyzer.reach.object.MadeCalls;
import io.winnow.analyzer.reach.object.ObjectCode;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Goes from the functions where programs and libraries start through all that these refer to. */
final class Traversal {

    /** @param through the symbol by which the object was entered on the way to this; empty if it was not */
    private record Step(int object, int index, boolean unit, String through) {}

    private final List<LoadedObject> objects;
    private final SymbolScope scope;
    private final BitSet[] functions;
    private final BitSet[] units;
    private final BitSet[] symbols;
    private final Map<Integer, Map<Integer, String>> entered = new HashMap<>();
    private final Map<Integer, Set<Integer>> wrappersTaken = new HashMap<>();
    private final Set<String> named = new HashSet<>();
    private final ArrayDeque<Step> work = new ArrayDeque<>();

    Traversal(List<LoadedObject> objects) {
        this.objects = objects;
        this.scope = new SymbolScope(objects);
        this.functions = sets();
        this.units = sets();
        this.symbols = sets();
    }

    private BitSet[] sets() {
        BitSet[] sets = new BitSet[objects.size()];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = new BitSet();
        }
        return sets;
    }

    void run() {
        for (int i = 0; i < objects.size(); i++) {
            start(i);
        }
        while (!work.isEmpty()) {
            Step step = work.remove();
            ObjectCode code = objects.get(step.object()).code();
            follow(step, step.unit() ? code.units()[step.index()] : code.functions()[step.index()]);
        }
    }

    private void start(int object) {
        ObjectCode code = objects.get(object).code();
        if (code.entry() >= 0) {
            function(object, code.entry(), "", false);
        }
        for (int root : code.roots()) {
            function(object, root, "", false);
        }
        for (int symbol : code.copied()) {
            symbol(object, symbol);
        }
        if (objects.get(object).loadedByName()) {
            code.exports().forEach((name, targets) -> {
                for (int target : targets) {
                    define(object, target, name);
                }
            });
        }
    }

    private void follow(Step step, ObjectCode.Node node) {
        if (node == null) {
            return;
        }
        for (int callee : node.calls()) {
            function(step.object(), callee, step.through(), false);
        }
        for (int taken : node.takes()) {
            function(step.object(), taken, step.through(), true);
        }
        for (int unit : node.units()) {
            unit(step.object(), unit, step.through());
        }
        for (int symbol : node.symbols()) {
            symbol(step.object(), symbol);
        }
    }

    private void symbol(int object, int symbol) {
        if (symbols[object].get(symbol)) {
            return;
        }
        symbols[object].set(symbol);
        String name = objects.get(object).code().symbols()[symbol];
        define(name);
        Set<String> words = name.equals("dlsym") || name.equals("dlvsym") ? objects.get(object).code().words() : Set.of();
        // each name that the file has can be the one that it looks up
        words.forEach(this::define);
        if (!AskedCalls.isGlibc(objects.get(object).code().soname())) {
            named.add(name);
            named.addAll(words);
        }
    }

    private void define(String name) {
        for (SymbolScope.Definition each : scope.definitions(name)) {
            define(each.object(), each.target(), name);
        }
    }

    private void define(int object, int target, String name) {
        if (target >= 0) {
            function(object, target, name, false);
        } else {
            unit(object, ~target, name);
        }
    }

    private void function(int object, int function, String through, boolean taken) {
        if (taken) {
            MadeCalls calls = objects.get(object).code().calls().get(function);
            if (calls != null && calls.passedOn()) {
                wrappersTaken.computeIfAbsent(object, each -> new HashSet<>()).add(function);
            }
        }
        if (!functions[object].get(function)) {
            functions[object].set(function);
            work.add(new Step(object, function, false, through));
            if (objects.get(object).code().calls().containsKey(function)) {
                entered.computeIfAbsent(object, each -> new HashMap<>()).put(function, through);
            }
        }
    }

    private void unit(int object, int unit, String through) {
        if (unit >= 0 && !units[object].get(unit)) {
            units[object].set(unit);
            work.add(new Step(object, unit, true, through));
        }
    }

    /** The functions of an object that are reached and make system calls: number → the symbol by which the object was entered on the way there. */
    Map<Integer, String> entered(int object) {
        return entered.getOrDefault(object, Map.of());
    }

    /** Whether a function that makes the call that it is asked for can be called from places that are not known. */
    boolean isWrapperTaken(int object, int function) {
        return wrappersTaken.getOrDefault(object, Set.of()).contains(function);
    }

    /** The symbols that files other than the C library refer to, or can look up. */
    Set<String> named() {
        return named;
    }

    /** Whether any file refers to a symbol. */
    boolean uses(int object, String symbol) {
        String[] names = objects.get(object).code().symbols();
        return symbols[object].stream().anyMatch(each -> names[each].equals(symbol));
    }
}
