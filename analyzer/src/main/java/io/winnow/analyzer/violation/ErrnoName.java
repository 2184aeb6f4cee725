// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import java.util.Map;

/** Names of the errors that profiles answer with ({@code asm-generic/errno-base.h} and {@code errno.h}). */
final class ErrnoName {

    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(1L, "EPERM"), Map.entry(2L, "ENOENT"), Map.entry(3L, "ESRCH"), Map.entry(4L, "EINTR"), Map.entry(5L, "EIO"),
            Map.entry(9L, "EBADF"), Map.entry(11L, "EAGAIN"), Map.entry(12L, "ENOMEM"), Map.entry(13L, "EACCES"), Map.entry(14L, "EFAULT"),
            Map.entry(16L, "EBUSY"), Map.entry(17L, "EEXIST"), Map.entry(19L, "ENODEV"), Map.entry(22L, "EINVAL"), Map.entry(38L, "ENOSYS"),
            Map.entry(95L, "EOPNOTSUPP"), Map.entry(97L, "EAFNOSUPPORT"));

    private ErrnoName() {}

    /** {@code EPERM}, or {@code errno 200} for one without a name here. */
    static String of(long errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }
}
