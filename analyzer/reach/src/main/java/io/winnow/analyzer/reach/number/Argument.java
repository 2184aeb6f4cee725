// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

/** Where a function expects the number of the system call that it is to make: in registers or in words of its caller's stack. */
public final class Argument {

    /** Where {@code syscall(3)} of a C library expects it: the first argument. */
    public static final Argument FIRST = new Argument(Value.ofRegister(MachineState.RDI));

    private final Value value;

    Argument(Value value) {
        this.value = value;
    }

    Value value() {
        return value;
    }

    /** Where either is expected. */
    public Argument join(Argument other) {
        return new Argument(value.join(other.value));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Argument argument && value.equals(argument.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
