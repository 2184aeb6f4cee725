// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Lets each wait of a test for a condition last two minutes: Awaitility's own ten seconds are too few on a busy machine, and a test that passes waits for much less. */
public final class PatientWaits implements LauncherSessionListener {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
