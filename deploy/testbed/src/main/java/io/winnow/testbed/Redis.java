// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.time.Duration;
import java.util.stream.IntStream;

/** redis-server from the host's own package, listening on loopback. */
public final class Redis {
    private static final int UID = 999;

    private Redis() {
    }

    /** A root file system with redis-server. */
    public static Rootfs rootfs() {
        Rootfs rootfs = Rootfs.create();
        try {
            return rootfs.programs("/usr/bin/redis-server").directory("/var/lib/redis", "rwxr-xr-x");
        } catch (RuntimeException e) {
            rootfs.close();
            throw e;
        }
    }

    /** redis-server in the foreground on this port of loopback, as its own user, which has no capability. Starts without data. */
    public static OciSpec spec(int port) {
        return OciSpec.of("/usr/bin/redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--dir", "/var/lib/redis", "--save", "", "--appendonly", "yes")
                .withUser(UID, UID)
                .withTmpfs("/var/lib/redis", "mode=750", "uid=" + UID, "gid=" + UID);
    }

    /**
     * Writes, reads, expires and deletes keys, and saves the data from a forked child.
     *
     * @return the number of commands, all of them answered
     * @throws IllegalStateException if an answer is an error
     */
    public static int traffic(int port) {
        try (RespClient client = new RespClient(port)) {
            client.call("PING");
            client.call("SET", "greeting", "hello");
            client.call("GET", "greeting");
            client.call("INCR", "counter");
            client.call("HSET", "hash", "field", "value");
            client.call("LPUSH", "list", "a", "b", "c");
            client.call("LRANGE", "list", "0", "-1");
            client.call("SET", "short", "lived", "PX", "1");
            client.call("SET", "large", "x".repeat(1 << 18));
            client.call("GET", "large");
            IntStream.range(0, 200).forEach(i -> client.call("SADD", "set", "member-" + i));
            client.call("UNLINK", "set");
            client.call("INFO");
            client.call("BGSAVE");
            Waiting.until("end of BGSAVE", Duration.ofSeconds(20),
                    () -> client.call("INFO", "persistence").contains("rdb_bgsave_in_progress:0"));
            return client.calls();
        }
    }
}
