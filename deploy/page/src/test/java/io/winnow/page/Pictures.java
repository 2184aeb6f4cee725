// SPDX-License-Identifier: Apache-2.0
package io.winnow.page;

import com.microsoft.playwright.Page;
import java.nio.file.Path;

/** Pictures of the page for its documentation. They are taken if the property {@value #FOLDER} says where to. */
final class Pictures {
    static final double REST_MILLIS = 1500;
    /** Of a profile: enough for a heat map. */
    static final int SAMPLES = 12;
    private static final String FOLDER = "winnow.page.pictures";

    private Pictures() {}

    static boolean wanted() {
        return !System.getProperty(FOLDER, "").isEmpty();
    }

    static void take(Page page, String view, String theme) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(System.getProperty(FOLDER)).resolve(view + "-" + theme + ".png")));
    }
}
