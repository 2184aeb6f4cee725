// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/** What the registers and the known words of the stack can hold at one place of a function. */
final class MachineState {

    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    static final int R10 = 10;
    static final int R11 = 11;

    private static final int REGISTERS = 16;
    private static final int MAX_SLOTS = 256;
    /** The return address is at offset 0; the caller's words are above it. */
    private static final int CALLER = 8;

    private final Value[] registers = new Value[REGISTERS];
    private final TreeMap<Integer, Value> slots = new TreeMap<>();
    private int callerLostFrom = Integer.MAX_VALUE;

    private MachineState() {}

    /** At the first instruction of a function. */
    static MachineState atEntry() {
        MachineState state = new MachineState();
        for (int i = 0; i < REGISTERS; i++) {
            state.registers[i] = Value.ofRegister(i);
        }
        state.registers[RSP] = Value.stackAddress(0);
        return state;
    }

    /** At a place of which it is not known how it is reached. */
    static MachineState unknown() {
        MachineState state = new MachineState();
        Arrays.fill(state.registers, Value.ANYTHING);
        state.callerLostFrom = CALLER;
        return state;
    }

    MachineState copy() {
        MachineState copy = new MachineState();
        System.arraycopy(registers, 0, copy.registers, 0, REGISTERS);
        copy.slots.putAll(slots);
        copy.callerLostFrom = callerLostFrom;
        return copy;
    }

    Value register(int register) {
        return registers[register];
    }

    void register(int register, Value value) {
        registers[register] = value;
    }

    /** A word on the stack, by its offset. */
    Value slot(int offset) {
        Value value = slots.get(offset);
        return value != null ? value : offset >= CALLER && offset < callerLostFrom ? Value.ofSlot(offset) : Value.ANYTHING;
    }

    /** A word on the stack, by its distance from the stack pointer. */
    Value argumentSlot(int distance) {
        return registers[RSP].isStackAddress() ? slot(registers[RSP].stackOffset() + distance) : Value.ANYTHING;
    }

    /** Writes a word of four or eight bytes. */
    void slot(int offset, Value value) {
        boolean keeps = slots.size() < MAX_SLOTS && (offset & 7) == 0;
        if (offset >= CALLER && keeps) {
            slots.put(offset, value);
            return;
        }
        forget(offset, offset + 8);
        if (keeps && !value.isAnything()) {
            slots.put(offset, value);
        }
    }

    /** Bytes of the stack, from one offset to before another, now hold something else; of the caller's, all from there on. */
    void forget(int from, int to) {
        if (to > CALLER) {
            callerLostFrom = Math.min(callerLostFrom, from);
        }
        slots.subMap(from - 7, to > CALLER ? Integer.MAX_VALUE : Math.max(from - 7, to)).clear();
    }

    /** Whether the stack is known to be of one depth here, and of another one there. */
    boolean isOfOtherDepth(MachineState other) {
        Value pointer = registers[RSP];
        return pointer.isStackAddress() && other.registers[RSP].isStackAddress() && !pointer.equals(other.registers[RSP]);
    }

    /** Joins another way to this place. @return whether this changed */
    boolean join(MachineState other) {
        boolean changed = false;
        for (int i = 0; i < REGISTERS; i++) {
            Value joined = registers[i].join(other.registers[i]);
            changed |= !joined.equals(registers[i]);
            registers[i] = joined;
        }
        if (other.callerLostFrom < callerLostFrom) {
            callerLostFrom = other.callerLostFrom;
            changed = true;
        }
        for (Iterator<Map.Entry<Integer, Value>> each = slots.entrySet().iterator(); each.hasNext();) {
            Map.Entry<Integer, Value> slot = each.next();
            Value joined = slot.getValue().join(other.slot(slot.getKey()));
            if (!joined.equals(slot.getValue())) {
                changed = true;
                if (joined.isAnything() && slot.getKey() < CALLER) {
                    each.remove();
                } else {
                    slot.setValue(joined);
                }
            }
        }
        for (int offset : other.slots.tailMap(CALLER).keySet()) {
            if (!slots.containsKey(offset) && !slot(offset).isAnything()) {
                slots.put(offset, slot(offset).join(other.slot(offset)));
                changed = true;
            }
        }
        return changed;
    }

    /** Gives up the registers that another way to this place would change. @return whether there were any */
    boolean widen(MachineState other) {
        boolean changed = false;
        for (int i = 0; i < REGISTERS; i++) {
            if (!registers[i].join(other.registers[i]).equals(registers[i])) {
                registers[i] = Value.ANYTHING;
                changed = true;
            }
        }
        return changed;
    }
}
