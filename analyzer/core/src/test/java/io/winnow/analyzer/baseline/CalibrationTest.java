// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the completeness estimate against what recordings of real programs then showed: each is cut at many places, estimated from what came
 * before, and compared with what came after. {@code RecordIncidences} makes the recordings; {@code -Dwinnow.calibration=write} writes the table anew.
 */
class CalibrationTest {

    private static final List<String> WORKLOADS = List.of("gcc", "git", "java", "nginx", "perl", "python", "redis", "shell");
    private static final List<Integer> CUTS = List.of(5, 10, 20, 30, 40, 50, 60, 70, 80, 90);
    private static final Path DOCUMENT = Path.of("../CALIBRATION.md");
    private static final String BEGIN = "<!-- made by CalibrationTest -->\n";
    private static final String END = "<!-- end -->";

    private static final List<Row> ROWS = new ArrayList<>();

    private record Recording(String workload, String window, List<String> items, List<List<Integer>> windows) {}

    /**
     * A recording cut at one place.
     *
     * @param cut percent of its windows that came before
     * @param coverage estimated share of what comes that is known
     * @param bound share that so few windows can carry
     * @param known share of what came then that was known
     * @param unseen estimated number of items to come
     * @param found number of items that came
     */
    private record Row(String workload, int cut, int windows, int seen, double coverage, double bound, double known, double unseen, int found) {

        double error() {
            return coverage - known;
        }
    }

    @BeforeAll
    static void estimate() throws IOException {
        for (String workload : WORKLOADS) {
            try (InputStream in = CalibrationTest.class.getResourceAsStream("recordings/" + workload + ".json")) {
                Recording recording = new ObjectMapper().readValue(in, Recording.class);
                CUTS.forEach(cut -> row(recording, cut).ifPresent(ROWS::add));
            }
        }
    }

    /** Empty if so little came before that there is no estimate. */
    private static Optional<Row> row(Recording recording, int cut) {
        List<Item> items = recording.items().stream().map(CalibrationTest::item).toList();
        List<Set<Item>> windows = recording.windows().stream().map(window -> {
            Set<Item> seen = new HashSet<>();
            window.forEach(number -> seen.add(items.get(number)));
            return seen;
        }).toList();
        int before = Math.max(2, windows.size() * cut / 100);
        BaselineBuilder learned = new BaselineBuilder();
        for (int i = 0; i < before; i++) {
            int number = i + 1;
            learned.replica("1", replica -> replica.withStart().withWindow(number, windows.get(number - 1)));
            windows.get(i).forEach(item -> learned.see(item, Observations.by(number)));
        }
        Baseline baseline = learned.build();
        Completeness completeness = Completeness.of(baseline);
        if (completeness.coverage().isEmpty()) {
            return Optional.empty();
        }
        Set<Item> found = new HashSet<>();
        int known = 0;
        int all = 0;
        for (Set<Item> window : windows.subList(before, windows.size())) {
            all += window.size();
            for (Item item : window) {
                if (baseline.contains(item)) {
                    known++;
                } else {
                    found.add(item);
                }
            }
        }
        return Optional.of(new Row(recording.workload(), cut, before, baseline.items().size(), completeness.coverage().orElseThrow(),
                completeness.atLeast().orElseThrow(), (double) known / all, completeness.unseen().orElse(0), found.size()));
    }

    private static Item item(String text) {
        String[] parts = text.split("/");
        return new Item(
                Arrays.stream(ItemKind.values()).filter(kind -> kind.label().equals(parts[0])).findFirst().orElseThrow(),
                Arrays.stream(Abi.values()).filter(abi -> abi.label().equals(parts[2])).findFirst().orElseThrow(),
                Arrays.stream(Stage.values()).filter(stage -> stage.label().equals(parts[1])).findFirst().orElseThrow(),
                Integer.parseInt(parts[3]), Integer.parseInt(parts[4]), Long.parseUnsignedLong(parts[5], 16));
    }

    @Test
    void thePublishedTableIsTheOneThatTheRecordingsGive() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        if ("write".equals(System.getProperty("winnow.calibration"))) {
            Files.writeString(DOCUMENT, document.substring(0, begin) + table() + document.substring(end));
        } else {
            assertThat(document.substring(begin, end)).isEqualTo(table());
        }
    }

    @Test
    void coverageIsSeldomFarOffOnceATenthWasSeen() {
        assertThat(ROWS).filteredOn(row -> row.cut() >= 20).allSatisfy(row -> assertThat(Math.abs(row.error())).as("%s", row).isLessThan(0.06));
        assertThat(ROWS).filteredOn(row -> row.cut() >= 50).allSatisfy(row -> assertThat(Math.abs(row.error())).as("%s", row).isLessThan(0.03));
    }

    @Test
    void whereItErrsItPromisesTooLittleAndSeldomTooMuch() {
        List<Row> rows = ROWS.stream().filter(row -> row.cut() >= 10).toList();
        assertThat(rows).allSatisfy(row -> assertThat(row.error()).as("%s", row).isLessThan(0.03));
        assertThat(rows.stream().filter(row -> row.error() > 0.01).count()).as("of %d", rows.size()).isLessThanOrEqualTo(rows.size() / 20);
    }

    @Test
    void theBoundHoldsAtEveryPlaceOfEveryRecording() {
        assertThat(ROWS).allSatisfy(row -> assertThat(row.bound()).as("%s", row).isLessThanOrEqualTo(row.known()));
    }

    @Test
    void theBoundComesCloserWithEachWindow() {
        assertThat(ROWS).filteredOn(row -> row.cut() == 5).allSatisfy(row -> assertThat(row.bound()).as("%s", row).isLessThan(0.6));
        assertThat(ROWS).filteredOn(row -> row.cut() == 90).allSatisfy(row -> assertThat(row.bound()).as("%s", row).isGreaterThan(0.85));
    }

    @Test
    void noMoreIsFoundLaterThanIsExpected() {
        List<Row> rows = ROWS.stream().filter(row -> row.cut() >= 10).toList();
        long below = rows.stream().filter(row -> row.found() > row.unseen() + 2).count();
        assertThat(below).as("of %d", rows.size()).isLessThanOrEqualTo(rows.size() / 20);
    }

    /** One line a cut, over all recordings; then one a recording, cut in the middle. */
    private static String table() {
        StringBuilder text = new StringBuilder("| cut at | at least, shown | coverage estimated | then known | error, mean (greatest) | unseen estimated | then found |\n"
                + "|--:|--:|--:|--:|--:|--:|--:|\n");
        TreeMap<Integer, List<Row>> byCut = new TreeMap<>();
        ROWS.forEach(row -> byCut.computeIfAbsent(row.cut(), any -> new ArrayList<>()).add(row));
        byCut.forEach((cut, rows) -> text.append(String.format(
                Locale.ROOT, "| %d %% | %.2f %% | %.2f %% | %.2f %% | %.2f (%.2f) | %.1f | %.1f |%n", cut, 100 * mean(rows, Kind.BOUND),
                100 * mean(rows, Kind.COVERAGE), 100 * mean(rows, Kind.KNOWN), 100 * mean(rows, Kind.ERROR), 100 * greatest(rows),
                mean(rows, Kind.UNSEEN), mean(rows, Kind.FOUND))));
        text.append("\n| workload | windows | seen | at least, shown | coverage estimated | then known | unseen estimated | then found |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        ROWS.stream().filter(row -> row.cut() == 50).forEach(row -> text.append(String.format(Locale.ROOT,
                "| %s | %d | %d | %.2f %% | %.2f %% | %.2f %% | %.1f | %d |%n", row.workload(), row.windows(), row.seen(), 100 * row.bound(), 100 * row.coverage(),
                100 * row.known(),
                row.unseen(), row.found())));
        return text.toString();
    }

    private enum Kind { BOUND, COVERAGE, KNOWN, ERROR, UNSEEN, FOUND }

    private static double mean(List<Row> rows, Kind kind) {
        return rows.stream().mapToDouble(row -> switch (kind) {
            case BOUND -> row.bound();
            case COVERAGE -> row.coverage();
            case KNOWN -> row.known();
            case ERROR -> Math.abs(row.error());
            case UNSEEN -> row.unseen();
            case FOUND -> row.found();
        }).average().orElseThrow();
    }

    private static double greatest(List<Row> rows) {
        return rows.stream().mapToDouble(row -> Math.abs(row.error())).max().orElseThrow();
    }
}
