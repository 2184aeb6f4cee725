// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Error numbers and their names on x86 and most other architectures (include/uapi/asm-generic/errno-base.h and errno.h). */
public final class Errno {

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int ENOSPC = 28;
    public static final int ENOSYS = 38;
    public static final int ESTALE = 116;

    /** From 1 on; a dash for the two numbers that have no name of their own. */
    private static final List<String> NAMES = List.of((
            "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST "
            + "EXDEV ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM "
            + "ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG "
            + "EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR ENONET "
            + "ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG "
            + "ELIBACC ELIBBAD ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE "
            + "EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE "
            + "EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN "
            + "ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL "
            + "EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD "
            + "ENOTRECOVERABLE ERFKILL EHWPOISON")
            .split(" "));

    /** What the kernel does after a signal (include/linux/errno.h); the program sees EINTR, or the call again. */
    private static final Map<Integer, String> RESTARTS =
            Map.of(512, "ERESTARTSYS", 513, "ERESTARTNOINTR", 514, "ERESTARTNOHAND", 516, "ERESTART_RESTARTBLOCK");

    private static final Map<String, Integer> NUMBERS = new HashMap<>();

    static {
        for (int i = 0; i < NAMES.size(); i++) {
            NUMBERS.put(NAMES.get(i), i + 1);
        }
        NUMBERS.remove("-");
    }

    private Errno() {}

    /** The name of a number, such as {@code EPERM}. */
    public static Optional<String> name(int number) {
        return number < 1 || number > NAMES.size() || NAMES.get(number - 1).equals("-")
                ? Optional.empty()
                : Optional.of(NAMES.get(number - 1));
    }

    /** Whether the number only says that a signal interrupted the call: the program never sees it. */
    public static boolean isRestart(int number) {
        return RESTARTS.containsKey(number);
    }

    /** {@code ENOENT}; {@code errno 4000} if it has no name. */
    public static String label(int number) {
        return name(number).orElse(RESTARTS.getOrDefault(number, "errno " + number));
    }

    /** The number of a name. */
    public static OptionalInt number(String name) {
        Integer number = NUMBERS.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
