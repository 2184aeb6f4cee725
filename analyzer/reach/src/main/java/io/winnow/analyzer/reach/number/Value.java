// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;

/** What a register or a word of the stack can hold: one of a few things, or anything. Immutable. */
final class Value {

    static final Value ANYTHING = new Value(new long[0]);

    private static final int MAX_ATOMS = 24;
    private static final int MAX_STACK = 64 << 20;
    private static final int KIND_SHIFT = 56;
    private static final long PAYLOAD = (1L << KIND_SHIFT) - 1;
    private static final long CONSTANT = 0;
    private static final long ARGUMENT_REGISTER = 1;
    private static final long ARGUMENT_SLOT = 2;
    private static final long STACK_ADDRESS = 3;
    private static final long IN_MEMORY = 4;

    /** Sorted, each a kind and a payload. */
    private final long[] atoms;

    private Value(long[] atoms) {
        this.atoms = atoms;
    }

    static Value constant(long value) {
        return value >> KIND_SHIFT - 1 != 0 && value >> KIND_SHIFT - 1 != -1 ? ANYTHING : atom(CONSTANT, value);
    }

    /** One of two numbers. */
    static Value either(long a, long b) {
        return constant(a).join(constant(b));
    }

    /** What the caller had in a register. */
    static Value ofRegister(int register) {
        return atom(ARGUMENT_REGISTER, register);
    }

    /** What the caller had on the stack, at an offset from the stack pointer as it was at the function's first instruction. */
    static Value ofSlot(int offset) {
        return atom(ARGUMENT_SLOT, offset);
    }

    /** An address on the stack, as an offset from the stack pointer as it was at the function's first instruction. */
    static Value stackAddress(int offset) {
        return atom(STACK_ADDRESS, offset);
    }

    /** The first word of a structure behind a pointer. */
    static Value inStructure() {
        return atom(IN_MEMORY, 0);
    }

    private static Value atom(long kind, long payload) {
        return new Value(new long[] {kind << KIND_SHIFT | payload & PAYLOAD});
    }

    boolean isAnything() {
        return atoms.length == 0;
    }

    Value join(Value other) {
        if (Arrays.equals(atoms, other.atoms)) {
            return this;
        }
        if (isAnything() || other.isAnything()) {
            return ANYTHING;
        }
        return of(LongStream.concat(Arrays.stream(atoms), Arrays.stream(other.atoms)));
    }

    private static Value of(LongStream atoms) {
        long[] sorted = atoms.sorted().distinct().toArray();
        return sorted.length > MAX_ATOMS ? ANYTHING : new Value(sorted);
    }

    /** Whether all that it can be are numbers. */
    boolean isConstant() {
        for (long atom : atoms) {
            if (kind(atom) != CONSTANT) {
                return false;
            }
        }
        return !isAnything();
    }

    /** The numbers that it can be, if it can be something else, too, without that. */
    long[] constants() {
        return Arrays.stream(atoms).filter(atom -> kind(atom) == CONSTANT).map(Value::payload).toArray();
    }

    /** What it is if a caller passes it, in one of some registers or on the stack: values of {@link #ofRegister} and {@link #ofSlot}. */
    Value arguments(int registers) {
        return of(Arrays.stream(atoms)
                .filter(atom -> kind(atom) == ARGUMENT_SLOT || kind(atom) == ARGUMENT_REGISTER && (registers >> payload(atom) & 1) != 0));
    }

    /** Whether it can be something that is neither a number nor a caller's argument. */
    boolean isUnknown() {
        return isAnything() || Arrays.stream(atoms).anyMatch(atom -> kind(atom) == STACK_ADDRESS || kind(atom) == IN_MEMORY);
    }

    /** Whether it is unknown for no other reason than that it is in a structure behind a pointer. */
    boolean isInStructure() {
        return !isAnything() && Arrays.stream(atoms).anyMatch(atom -> kind(atom) == IN_MEMORY) && Arrays.stream(atoms).noneMatch(atom -> kind(atom) == STACK_ADDRESS);
    }

    /** Whether it is one address on the stack. */
    boolean isStackAddress() {
        return atoms.length == 1 && kind(atoms[0]) == STACK_ADDRESS;
    }

    /** The offset of {@link #isStackAddress}. */
    int stackOffset() {
        return (int) payload(atoms[0]);
    }

    /** What this, an argument, is in the caller. */
    Value inCaller(MachineState caller, boolean returnAddressPushed) {
        Value joined = null;
        for (long atom : atoms) {
            Value each = kind(atom) == ARGUMENT_REGISTER
                    ? caller.register((int) payload(atom))
                    : caller.argumentSlot((int) payload(atom) - (returnAddressPushed ? 8 : 0));
            joined = joined == null ? each : joined.join(each);
        }
        return joined == null ? ANYTHING : joined;
    }

    /** Each number of this with each of the other. */
    Value combine(Value other, LongBinaryOperator operator) {
        if (!isConstant() || !other.isConstant()) {
            return ANYTHING;
        }
        if (atoms.length == 1 && other.atoms.length == 1) {
            return new Value(new long[] {constantAtom(operator.applyAsLong(payload(atoms[0]), payload(other.atoms[0])))});
        }
        return of(Arrays.stream(atoms).flatMap(a -> Arrays.stream(other.atoms).map(b -> constantAtom(operator.applyAsLong(payload(a), payload(b))))));
    }

    /** Results that are too large for an atom are no numbers of system calls, nor what these are computed from. */
    private static long constantAtom(long value) {
        return CONSTANT << KIND_SHIFT | value & PAYLOAD;
    }

    /** As a register holds it after a write of 32 bits. */
    Value lower() {
        if (!isConstant() || atoms[atoms.length - 1] <= 0xffffffffL) {
            return this;
        }
        return of(Arrays.stream(atoms).map(atom -> payload(atom) & 0xffffffffL));
    }

    /** This address on the stack and some bytes. Frames are not that large: beyond, it is anything. */
    Value plus(long bytes) {
        long offset = stackOffset() + bytes;
        return Math.abs(offset) > MAX_STACK ? ANYTHING : stackAddress((int) offset);
    }

    private static long kind(long atom) {
        return atom >>> KIND_SHIFT;
    }

    private static long payload(long atom) {
        return atom << 64 - KIND_SHIFT >> 64 - KIND_SHIFT;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Arrays.equals(atoms, value.atoms);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(atoms);
    }

    @Override
    public String toString() {
        return isAnything() ? "anything" : Arrays.toString(Arrays.stream(atoms).mapToObj(atom -> kind(atom) + ":" + payload(atom)).toArray());
    }
}
