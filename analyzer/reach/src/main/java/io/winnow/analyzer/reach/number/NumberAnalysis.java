// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.reach.number;

import io.winnow.analyzer.reach.x86.Decoder;
import io.winnow.analyzer.reach.x86.Flow;
import io.winnow.analyzer.reach.x86.Instruction;
import io.winnow.collector.record.Abi;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the numbers that one function passes to the kernel. States of registers and stack run forward through its blocks until nothing changes. The targets of
 * an indirect jump are all blocks that no other one leads to.
 */
public final class NumberAnalysis {

    private static final int MAX_INSTRUCTIONS = 400_000;
    private static final int MAX_STEPS = 1_500_000;
    private static final int STEPS_OF_JOIN = 16;
    /** A block that is reached more often than this is a loop that counts, or has many predecessors. */
    private static final int MAX_VISITS = 64;
    /** Code that follows the ABI reads no other register that a callee can write, unless the compiler saw that this callee does not (-fipa-ra). */
    private static final int[] LOST_IN_C = {MachineState.RAX, MachineState.RDX};
    private static final int ARGUMENTS_OF_C = 1 << MachineState.RDI | 1 << MachineState.RSI | 1 << MachineState.RDX
            | 1 << MachineState.RCX | 1 << MachineState.R8 | 1 << MachineState.R9;
    private static final int[] LOST_IN_GO = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    private final FunctionCode function;
    private final WrapperLookup wrappers;
    private final Decoder decoder;
    private final BlockStarts blocks;
    private final Map<Integer, MachineState> states = new HashMap<>();
    private final Map<Integer, Integer> visits = new HashMap<>();
    private final TreeSet<Integer> work = new TreeSet<>();
    private final Map<Integer, Map<Abi, Value>> sites = new TreeMap<>();
    private Set<Integer> settled = Set.of();
    private int[] withoutPredecessor;
    private int steps;

    private NumberAnalysis(FunctionCode function, WrapperLookup wrappers) {
        this.function = function;
        this.wrappers = wrappers;
        this.decoder = new Decoder(function.bytes(), function.end());
        this.blocks = new BlockStarts(function, decoder);
    }

    /** The places of a function that make system calls. If it is beyond a limit, each is unknown. */
    public static List<CallSite> analyze(FunctionCode function, WrapperLookup wrappers) {
        return new NumberAnalysis(function, wrappers).analyze();
    }

    private List<CallSite> analyze() {
        if (!findWithinBlocks()) {
            findThroughBlocks();
        }
        int registers = function.keepsRegisters() ? ARGUMENTS_OF_C : -1;
        List<CallSite> found = new ArrayList<>();
        sites.values().forEach(each -> each.forEach((abi, value) -> found.add(CallSite.of(abi, value, registers))));
        return found;
    }

    /** Most numbers are set in the block that passes them, so that it does not matter how that is reached. @return whether all are */
    private boolean findWithinBlocks() {
        MachineState state = MachineState.unknown();
        for (int at = function.start(); at < function.end();) {
            if (blocks.contains(at)) {
                state = MachineState.unknown();
            }
            Instruction in = decoder.decode(at);
            step(in, at, state);
            at += in.length();
        }
        boolean all = sites.values().stream().allMatch(each -> each.values().stream().allMatch(Value::isConstant));
        if (!all) {
            sites.clear();
        }
        return all;
    }

    private void findThroughBlocks() {
        boolean whole = blocks.instructions() <= MAX_INSTRUCTIONS && run(function.start(), MachineState.atEntry());
        // what is reached otherwise, such as the landing pad of an exception, says nothing of blocks that were reached by branches
        Set<Integer> reached = Set.copyOf(states.keySet());
        for (int start : withoutPredecessor()) {
            if (whole && !states.containsKey(start)) {
                settled = reached;
                whole = run(start, MachineState.unknown());
            }
        }
        if (!whole) {
            sites.clear();
            findUnknown();
        }
    }

    private int[] withoutPredecessor() {
        if (withoutPredecessor == null) {
            withoutPredecessor = blocks.withoutPredecessor(function, decoder);
        }
        return withoutPredecessor;
    }

    /** @return whether it ended within the limit */
    private boolean run(int start, MachineState state) {
        reach(start, state);
        while (!work.isEmpty()) {
            int block = work.pollFirst();
            if (!runBlock(block, states.get(block).copy())) {
                return false;
            }
        }
        return true;
    }

    private void reach(int start, MachineState state) {
        if (settled.contains(start)) {
            return;
        }
        steps += STEPS_OF_JOIN;
        MachineState known = states.get(start);
        if (known == null) {
            states.put(start, state.copy());
            work.add(start);
            return;
        }
        boolean widened = visits.merge(start, 1, Integer::sum) > MAX_VISITS && known.widen(state);
        if (known.join(state) || widened) {
            work.add(start);
        }
    }

    private boolean runBlock(int start, MachineState state) {
        int at = start;
        boolean afterCall = false;
        while (at < function.end()) {
            Instruction in = decoder.decode(at);
            int next = at + in.length();
            if (steps++ > MAX_STEPS) {
                return false;
            }
            Flow flow = in.flow();
            afterCall = flow == Flow.CALL || flow == Flow.INDIRECT_CALL || afterCall && in.isNothing();
            step(in, at, state);
            if (flow == Flow.BRANCH || flow == Flow.JUMP) {
                int target = function.index(in.target(function.address() + at));
                if (target >= 0) {
                    reach(target, state);
                }
            } else if (flow == Flow.INDIRECT_JUMP) {
                for (int each : withoutPredecessor()) {
                    if (steps <= MAX_STEPS) {
                        reach(each, state);
                    }
                }
            }
            if (!flow.next()) {
                return true;
            }
            if (next < function.end() && blocks.contains(next)) {
                if (!afterCall || !endsIn(next, state)) {
                    reach(next, state);
                }
                return true;
            }
            at = next;
        }
        return true;
    }

    /** Whether a call before a block that others reach with another depth of the stack is one that does not return, such as a panic of Go. */
    private boolean endsIn(int next, MachineState state) {
        MachineState known = states.get(next);
        return known != null && known.isOfOtherDepth(state);
    }

    private void step(Instruction in, int at, MachineState state) {
        switch (in.flow()) {
            case NEXT -> Transfer.apply(in, state);
            case SYSCALL -> {
                site(at, Abi.X86_64, state.register(MachineState.RAX));
                kernel(state);
            }
            case SYSCALL_I386 -> {
                site(at, Abi.I386, state.register(MachineState.RAX));
                kernel(state);
            }
            case CALL -> {
                wrapper(at, in.target(function.address() + at), state, false);
                call(state);
            }
            case INDIRECT_CALL -> {
                if (in.absolute()) {
                    wrapper(at, in.address(function.address() + at), state, false);
                }
                call(state);
            }
            case JUMP, BRANCH -> {
                long target = in.target(function.address() + at);
                if (function.index(target) < 0) {
                    wrapper(at, target, state, true);
                }
            }
            case INDIRECT_JUMP -> {
                if (in.absolute()) {
                    wrapper(at, in.address(function.address() + at), state, true);
                }
            }
            case RETURN, STOP -> {
                // nothing follows
            }
        }
    }

    private void wrapper(int at, long address, MachineState state, boolean jump) {
        wrappers.wrapper(address).forEach((abi, argument) -> site(at, abi, argument.value().inCaller(state, !jump)));
    }

    private void site(int at, Abi abi, Value number) {
        sites.computeIfAbsent(at, each -> new TreeMap<>()).merge(abi, number, Value::join);
    }

    private static void kernel(MachineState state) {
        state.register(MachineState.RAX, Value.ANYTHING);
        state.register(MachineState.RCX, Value.ANYTHING);
        state.register(MachineState.R11, Value.ANYTHING);
    }

    /** What the callee does not keep is lost, and what it was given addresses of. */
    private void call(MachineState state) {
        for (int register : LOST_IN_GO) {
            if (register != MachineState.RBP) {
                Transfer.forgetFrom(state, register);
            }
        }
        for (int register : function.keepsRegisters() ? LOST_IN_C : LOST_IN_GO) {
            state.register(register, Value.ANYTHING);
        }
    }

    private void findUnknown() {
        for (int at = function.start(); at < function.end();) {
            Instruction in = decoder.decode(at);
            long address = function.address() + at;
            switch (in.flow()) {
                case SYSCALL -> site(at, Abi.X86_64, Value.ANYTHING);
                case SYSCALL_I386 -> site(at, Abi.I386, Value.ANYTHING);
                case CALL, JUMP, BRANCH -> unknownWrapper(at, in.target(address));
                case INDIRECT_CALL, INDIRECT_JUMP -> {
                    if (in.absolute()) {
                        unknownWrapper(at, in.address(address));
                    }
                }
                default -> {
                    // no call
                }
            }
            at += in.length();
        }
    }

    private void unknownWrapper(int at, long address) {
        wrappers.wrapper(address).keySet().forEach(abi -> site(at, abi, Value.ANYTHING));
    }
}
