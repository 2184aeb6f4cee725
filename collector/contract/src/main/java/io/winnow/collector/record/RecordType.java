// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

/** What a record of the ring is ({@code enum winnow_record_type}). */
public enum RecordType {
    OBSERVATION(1),
    CGROUP_CREATED(2),
    CGROUP_REMOVED(3),
    STAGE(4),
    TRACE(5);

    private static final Numbered<RecordType> NUMBERED = new Numbered<>("recordType", values(), RecordType::number);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }

    /**
     * The constant with this number.
     *
     * @throws MalformedRecordException if there is none
     */
    public static RecordType of(int number) {
        return NUMBERED.of(number);
    }
}
