// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** What a container was doing, and on whose behalf ({@code enum winnow_stage}). */
public enum Stage {
    /** The runtime's own steps inside the cgroup. */
    SETUP(0, "setup"),
    /** The entrypoint's tree before the first sign of serving. */
    START(1, "start"),
    /** The entrypoint's tree after it. */
    SERVE(2, "serve"),
    /** A tree that entered from outside later: docker exec, exec probes. */
    EXEC(3, "exec");

    private static final Numbered<Stage> NUMBERED = new Numbered<>("stage", values(), Stage::number);

    private final int number;
    private final String label;

    Stage(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /** The name that documents and profiles use. */
    public String label() {
        return label;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static Stage of(int number) {
        return NUMBERED.of(number);
    }
}
