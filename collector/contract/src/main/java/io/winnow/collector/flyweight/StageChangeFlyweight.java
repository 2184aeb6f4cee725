// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import io.winnow.collector.record.Layout;
import io.winnow.collector.record.RecordType;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.UntrustedText;

/**
 * {@code struct winnow_stage_change}: the init tree of a slot passed to a later stage.
 *
 * <pre>
 *    0 header (32)              | 32 stage, nr      | 40 under_filter, no_new_privileges
 *   48 actor (40)               | 88 path (256)
 * </pre>
 */
public final class StageChangeFlyweight extends HeaderFlyweight {

    public static final int STAGE_OFFSET = 32;
    public static final int NR_OFFSET = 36;
    public static final int UNDER_FILTER_OFFSET = 40;
    public static final int NO_NEW_PRIVILEGES_OFFSET = 44;
    public static final int ACTOR_OFFSET = 48;
    public static final int PATH_OFFSET = 88;
    public static final int BLOCK_LENGTH = 344;

    private final ActorFlyweight actor = new ActorFlyweight();

    public StageChangeFlyweight() {
        super(RecordType.STAGE, null, BLOCK_LENGTH);
    }

    /** The stage that begins: start (the entrypoint's exec) or serve. */
    public Stage stage() {
        return Stage.of(i32(STAGE_OFFSET));
    }

    /** The system call that changed the stage. */
    public int nr() {
        return i32(NR_OFFSET);
    }

    /** A seccomp filter was active at the entrypoint's exec. */
    public boolean underFilter() {
        return i32(UNDER_FILTER_OFFSET) != 0;
    }

    public boolean noNewPrivileges() {
        return i32(NO_NEW_PRIVILEGES_OFFSET) != 0;
    }

    /** The actor's view, moved along with this one. */
    public ActorFlyweight actor() {
        actor.wrap(buffer, offset + ACTOR_OFFSET);
        return actor;
    }

    /** Of a start: the string given to execve. Untrusted. */
    public String path() {
        return UntrustedText.decode(buffer, offset + PATH_OFFSET, Layout.PATH_MAX);
    }
}
