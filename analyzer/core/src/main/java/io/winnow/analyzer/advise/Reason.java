// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.advise;

import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.reach.ReachOrigin;
import io.winnow.analyzer.risk.RiskClass;
import io.winnow.analyzer.risk.SiblingClass;
import io.winnow.analyzer.risk.Siblings;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Stage;

/** Why a system call is allowed. */
public sealed interface Reason {

    /** One line for people; the executable's path in it is untrusted text. */
    String text();

    /** Whether the profile allows it without an observation, because the program may come to it at any moment. */
    default boolean implied() {
        return !tolerated();
    }

    /** Whether it is allowed by tolerance: nothing shows that the workload needs it, and a frozen workload that does it is reported. */
    default boolean tolerated() {
        return false;
    }

    /** The workload did it. */
    record Seen(Stage stage, Abi abi, Observations observations) implements Reason {
        @Override
        public boolean implied() {
            return false;
        }

        @Override
        public String text() {
            return Texts.seen(stage, abi, observations);
        }
    }

    /** A filter of the workload's own or its supervisor answers it in the kernel's place; the profile must not answer first. */
    record Answered(Stage stage, Abi abi, Observations observations) implements Reason {
        @Override
        public boolean implied() {
            return false;
        }

        @Override
        public String text() {
            return "answered by the workload's own filter or supervisor: " + Texts.seen(stage, abi, observations);
        }
    }

    /** The runtime does it between loading the filter and the entrypoint's exec. */
    record OfRuntime(RuntimeCallsKey key) implements Reason {
        @Override
        public boolean implied() {
            return false;
        }

        @Override
        public String text() {
            return "calls of the runtime " + key;
        }
    }

    /** Whatever a program does, it may come to this at any moment, and cannot go on after a refusal. */
    record Essential() implements Reason {
        @Override
        public String text() {
            return "every program ends, returns from signals, and has calls restarted";
        }
    }

    /** The vDSO answers it without a system call on some hosts, and makes the system call on others. */
    record OfVdso() implements Reason {
        @Override
        public String text() {
            return "the vDSO makes this call if it cannot answer itself, as on a host with another clock source";
        }
    }

    /** The program makes threads, and its threads may come to this at any moment. */
    record OfThreads() implements Reason {
        @Override
        public String text() {
            return "threads come to this when one has to wait for another, interrupts another, or ends";
        }
    }

    /** {@code clone3} is answered with "not implemented", and the C library then takes this. */
    record InsteadOfClone3() implements Reason {
        @Override
        public String text() {
            return "taken by the C library if clone3 is not implemented";
        }
    }

    /** It is the same work of the kernel as a call that the workload did. */
    record Sibling(String name, String seen, SiblingClass siblings) implements Reason {
        @Override
        public boolean tolerated() {
            return true;
        }

        @Override
        public String text() {
            return "the same work as " + seen + ", which was seen: it " + siblings.work() + "; in Linux since " + siblings.since().get(name);
        }
    }

    /** Another version of the C library or of a language's runtime makes it where the workload did a call. */
    record Exchanged(String seen, Siblings.Exchange exchange) implements Reason {
        @Override
        public boolean tolerated() {
            return true;
        }

        @Override
        public String text() {
            return "a program that does " + seen + ", which was seen, makes this call with " + exchange.by() + " or later";
        }
    }

    /** Its programs have a way to it, though the workload was not seen to take it; and it reaches no further than the class says. */
    record Reachable(ReachOrigin origin, RiskClass risk) implements Reason {
        @Override
        public boolean tolerated() {
            return true;
        }

        @Override
        public String text() {
            return "reached by " + origin.function() + " of " + origin.file() + (origin.through().isEmpty() ? "" : " through " + origin.through())
                    + ", and harmless (" + risk.label() + ")";
        }
    }

    /** It only advises the kernel on how a file will be read, as tools do that the workload may start. */
    record OfFileAdvice(String seen) implements Reason {
        @Override
        public boolean tolerated() {
            return true;
        }

        @Override
        public String text() {
            return "advises the kernel on how a file will be read, as many tools do; " + seen + " was seen";
        }
    }

    /** The operator asked for it. */
    record AlwaysAllowed() implements Reason {
        @Override
        public String text() {
            return "always allowed by option";
        }
    }
}
