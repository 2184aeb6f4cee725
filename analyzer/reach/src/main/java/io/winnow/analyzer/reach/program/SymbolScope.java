// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which file defines a symbol: the first in the order of loading, and each that is loaded by name, since these are searched apart. */
final class SymbolScope {

    /** @param target as {@code ObjectCode.exports} has it */
    record Definition(int object, int target) {}

    private final List<LoadedObject> objects;
    private final Map<String, List<Definition>> definitions = new HashMap<>();

    SymbolScope(List<LoadedObject> objects) {
        this.objects = objects;
    }

    List<Definition> definitions(String symbol) {
        return definitions.computeIfAbsent(symbol, this::find);
    }

    private List<Definition> find(String symbol) {
        List<Definition> found = new ArrayList<>();
        boolean defined = false;
        for (int i = 0; i < objects.size(); i++) {
            LoadedObject object = objects.get(i);
            int[] targets = !defined || object.loadedByName() ? object.code().exports().get(symbol) : null;
            if (targets != null) {
                defined = true;
                for (int target : targets) {
                    found.add(new Definition(i, target));
                }
            }
        }
        return found;
    }
}
