// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/**
 * How much of a workload's behaviour has been seen, and what that rests on.
 *
 * @param coverageAtLeast share that has been seen, as far as so few windows and starts can carry it, 0 to 1 and never 1; null before there
 *     is an estimate
 * @param windows of its replicas in which the entrypoint's tree did something
 * @param starts replicas that were watched from their start
 * @param sessionWindows windows in which an exec session did something
 */
public record SampleDocument(Double coverageAtLeast, int windows, int starts, int sessionWindows) {

    /** In words, as {@code 3 windows, 1 start}. */
    public String restsOn() {
        String sessions = sessionWindows == 0 ? "" : ", " + sessionWindows + " with sessions";
        return count(windows, "window") + ", " + count(starts, "start") + sessions;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
