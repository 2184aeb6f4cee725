// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for answers that take long, which is there only while one is made. */
public final class SideThread {

    private static final long IDLE_SECONDS = 10;

    private SideThread() {}

    public static ThreadPoolExecutor named(String name) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
