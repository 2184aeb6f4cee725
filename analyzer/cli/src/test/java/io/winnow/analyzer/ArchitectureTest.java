// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import io.winnow.analyzer.ingest.Event;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may know what. */
class ArchitectureTest {

    private static final String[] CONTRACT = {"io.winnow.collector.record..", "io.winnow.collector.flyweight..", "io.winnow.collector.document.."};
    private static final String QUEUE = "io.winnow.collector.queue..";
    private static final String CHRONICLE = "io.winnow.collector.queue.chronicle..";

    /** The package above them has the values, and belongs to the core. */
    private static final String[] REACH = {
        "io.winnow.analyzer.reach.elf..", "io.winnow.analyzer.reach.x86..", "io.winnow.analyzer.reach.number..",
        "io.winnow.analyzer.reach.object..", "io.winnow.analyzer.reach.program..", "io.winnow.analyzer.reach.cache.."
    };

    private static final Path PROJECT = Path.of("..", "..");

    private static final long MOST_CLASSES = 35;

    private static JavaClasses program;

    /** Everything that is shipped: tests of either half know what they like. */
    @BeforeAll
    static void read() {
        program = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(ArchitectureTest::isNoTestJar)
                .importPackages("io.winnow.collector", "io.winnow.analyzer");
    }

    private static boolean isNoTestJar(Location location) {
        return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }

    @Test
    void collectorAndAnalyzerAreLookedAt() {
        assertThat(program.contain("io.winnow.collector.tracer.Tracer")).isTrue();
        assertThat(program.contain("io.winnow.analyzer.cli.Winnow")).isTrue();
        assertThat(program.contain("io.winnow.analyzer.ArchitectureTest")).isFalse();
    }

    @Test
    void dataRunsOneWay() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("contract").definedBy(CONTRACT)
                .layer("ingest").definedBy("io.winnow.analyzer.ingest..")
                .layer("seccomp").definedBy("io.winnow.analyzer.seccomp..")
                .layer("baseline").definedBy("io.winnow.analyzer.workload..", "io.winnow.analyzer.baseline..", "io.winnow.analyzer.learn..", "io.winnow.analyzer.store..")
                .layer("judgement").definedBy(
                        "io.winnow.analyzer.capability..", "io.winnow.analyzer.advise..", "io.winnow.analyzer.compare..",
                        "io.winnow.analyzer.format..", "io.winnow.analyzer.violation..", "io.winnow.analyzer.posture..",
                        "io.winnow.analyzer.threat..", "io.winnow.analyzer.finding..")
                .layer("way out").definedBy("io.winnow.analyzer.api..", "io.winnow.analyzer.publish..", "io.winnow.analyzer.view..", "io.winnow.analyzer.profiling..",
                        "io.winnow.analyzer.http..")
                .layer("page").definedBy("io.winnow.analyzer.page..")
                .layer("cluster").definedBy("io.winnow.analyzer.kubernetes..")
                .layer("hub").definedBy("io.winnow.analyzer.cluster..")
                .layer("agent").definedBy("io.winnow.analyzer.agent..")
                .layer("cli").definedBy("io.winnow.analyzer.cli..")
                .whereLayer("cli").mayNotBeAccessedByAnyLayer()
                .whereLayer("agent").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cluster").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("hub").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("page").mayOnlyBeAccessedByLayers("way out")
                .whereLayer("way out").mayOnlyBeAccessedByLayers("agent", "hub", "cli")
                .whereLayer("judgement").mayOnlyBeAccessedByLayers("way out", "agent", "cli")
                .whereLayer("baseline").mayOnlyBeAccessedByLayers("judgement", "cluster", "way out", "agent", "hub", "cli")
                .whereLayer("ingest").mayOnlyBeAccessedByLayers("baseline", "judgement", "way out", "agent", "cli")
                .check(program);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.winnow.(**)").should().beFreeOfCycles().check(program);
    }

    @Test
    void aPackageIsSmallEnoughToBeSeenAtOnce() {
        Map<String, Long> files = program.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files).allSatisfy((name, classes) -> assertThat(classes).as(name).isLessThanOrEqualTo(MOST_CLASSES));
    }

    @Test
    void theCollectorKnowsNothingOfTheAnalyzer() {
        noClasses().that().resideInAPackage("io.winnow.collector..").should().dependOnClassesThat().resideInAPackage("io.winnow.analyzer..").check(program);
    }

    @Test
    void theCollectorHoldsNoNetwork() {
        noClasses().that().resideInAPackage("io.winnow.collector..")
                .should().dependOnClassesThat(
                        resideInAnyPackage("java.net..", "javax.net..", "java.rmi..", "java.net.http..", "io.netty..", "org.apache.kafka..")
                                .or(resideInAPackage("java.nio.channels..").and(nameContains("Socket", "Datagram", "Network"))))
                .check(program);
    }

    @Test
    void theAnalyzerKnowsOfTheCollectorOnlyWhatStandsInTheQueue() {
        noClasses().that(resideInAPackage("io.winnow.analyzer..").and(not(resideInAPackage("io.winnow.analyzer.cli.."))))
                .should().dependOnClassesThat(resideInAPackage("io.winnow.collector..").and(not(resideInAnyPackage(CONTRACT))).and(not(resideInAPackage(QUEUE))))
                .check(program);
    }

    @Test
    void whatLiesBetweenIngestAndAdviceKnowsRecordsAndNoQueue() {
        noClasses().that().resideInAnyPackage(
                        "io.winnow.analyzer.workload..", "io.winnow.analyzer.baseline..", "io.winnow.analyzer.learn..", "io.winnow.analyzer.store..",
                        "io.winnow.analyzer.seccomp..", "io.winnow.analyzer.capability..",
                        "io.winnow.analyzer.advise..", "io.winnow.analyzer.compare..", "io.winnow.analyzer.format..",
                        "io.winnow.analyzer.violation..", "io.winnow.analyzer.posture..", "io.winnow.analyzer.threat..", "io.winnow.analyzer.finding..",
                        "io.winnow.analyzer.api..", "io.winnow.analyzer.publish..", "io.winnow.analyzer.view..",
                        "io.winnow.analyzer.http..")
                .should().dependOnClassesThat().resideInAPackage(QUEUE)
                .check(program);
    }

    /** A visitor does not compile if a kind is forgotten; a chain of conditions does. */
    @Test
    void kindsOfEventsAreDistinguishedByVisitorsAlone() {
        Set<String> kinds = Arrays.stream(Event.class.getDeclaredClasses()).filter(kind -> kind.isRecord()).map(Class::getName).collect(Collectors.toSet());
        assertThat(kinds).hasSizeGreaterThan(9);
        assertThat(program.stream().flatMap(type -> type.getInstanceofChecks().stream()).filter(check -> kinds.contains(check.getRawType().getName())))
                .isEmpty();
    }

    @Test
    void theServiceAndItsApiKnowNoTransport() {
        noClasses().that().resideInAnyPackage("io.winnow.analyzer.agent..", "io.winnow.analyzer.api..")
                .should().dependOnClassesThat().resideInAPackage("io.winnow.analyzer.http..")
                .check(program);
        noClasses().that().resideInAPackage("io.winnow.analyzer.api..")
                .should().dependOnClassesThat().resideInAPackage("io.winnow.analyzer.agent..")
                .check(program);
    }

    /** What it shows it asks the API for, as every other client does. */
    @Test
    void thePageKnowsNothingOfWinnow() {
        classes().that().resideInAPackage("io.winnow.analyzer.page..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("io.winnow.analyzer.page..", "java..")
                .check(program);
        noClasses().that().resideOutsideOfPackages("io.winnow.analyzer.page..", "io.winnow.analyzer.http..")
                .should().dependOnClassesThat().resideInAPackage("io.winnow.analyzer.page..")
                .check(program);
    }

    /** It reads what attackers wrote: no native code, no network, and nothing to write to. One class asks where it was loaded from, and gets a URL. */
    @Test
    void theAnalysisOfFilesKnowsFilesAndValuesAlone() {
        DescribedPredicate<JavaClass> known = resideInAnyPackage(
                "io.winnow.analyzer.reach..", "io.winnow.collector.record..", "java.io..", "java.lang..", "java.nio..", "java.security..", "java.time..", "java.util..");
        classes().that().resideInAnyPackage(REACH).and().doNotHaveSimpleName("AnalysisCode").should().onlyDependOnClassesThat(known).check(program);
        classes().that().haveSimpleName("AnalysisCode")
                .should().onlyDependOnClassesThat(known.or(belongToAnyOf(URL.class, URI.class, URISyntaxException.class))).check(program);
        noClasses().that().resideOutsideOfPackages("io.winnow.analyzer.reach..", "io.winnow.analyzer.cli..")
                .should().dependOnClassesThat().resideInAnyPackage(REACH)
                .check(program);
    }

    @Test
    void metricsKnowNothingOfWhatIsCounted() {
        noClasses().that().resideInAPackage("io.winnow.analyzer.metric..")
                .should().dependOnClassesThat(resideInAPackage("io.winnow..").and(not(resideInAPackage("io.winnow.analyzer.metric.."))))
                .check(program);
    }

    @Test
    void aLibraryForTheNetworkIsKnownToFewPackages() {
        noClasses().that().resideOutsideOfPackage("io.winnow.analyzer.kubernetes..").and().resideOutsideOfPackage("io.winnow.analyzer.cli.composition..")
                .should().dependOnClassesThat().resideInAPackage("io.fabric8..").check(program);
        noClasses().that().resideOutsideOfPackages("io.winnow.analyzer.publish..", "io.winnow.analyzer.cluster..")
                .should().dependOnClassesThat().resideInAPackage("org.apache.kafka..").check(program);
        noClasses().that().resideOutsideOfPackage("io.winnow.analyzer.cluster..")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka.streams..", "org.rocksdb..").check(program);
        noClasses().that().resideOutsideOfPackage("io.winnow.analyzer.http..").should().dependOnClassesThat().resideInAPackage("io.netty..").check(program);
    }

    @Test
    void onlyTheQueueKnowsChronicleAndFewKnowJna() {
        noClasses().that().resideOutsideOfPackage(QUEUE).should().dependOnClassesThat().resideInAPackage("net.openhft..").check(program);
        noClasses().that().resideOutsideOfPackages(QUEUE, "io.winnow.collector.tracer..", "io.winnow.collector.container..", "io.winnow.analyzer.cli..")
                .should().dependOnClassesThat().resideInAPackage("com.sun.jna..")
                .check(program);
    }

    @Test
    void theQueueKnowsTheContractAndOfJnaOneClass() {
        noClasses().that().resideInAPackage(QUEUE)
                .should().dependOnClassesThat(resideInAPackage("io.winnow..").and(not(resideInAnyPackage(CONTRACT))).and(not(resideInAPackage(QUEUE))))
                .check(program);
        noClasses().that().resideInAPackage(QUEUE).and().doNotHaveSimpleName("MappedMemory")
                .should().dependOnClassesThat().resideInAPackage("com.sun.jna..")
                .check(program);
    }

    /** Of the queue two classes append and read; whatever else concerns Chronicle's bytes is in one package, which knows nothing of the queue. */
    @Test
    void chroniclesBytesAreKnownInOnePackage() {
        classes().that().resideInAPackage(CHRONICLE)
                .should().onlyDependOnClassesThat(resideInAnyPackage(CONTRACT)
                        .or(resideInAnyPackage(CHRONICLE, "java..", "net.openhft..", "com.sun.jna..")))
                .check(program);
        noClasses().that().resideInAPackage(QUEUE).and().resideOutsideOfPackage(CHRONICLE)
                .and().doNotHaveSimpleName("QueueWriter").and().doNotHaveSimpleName("QueueReader")
                .should().dependOnClassesThat().resideInAPackage("net.openhft..")
                .check(program);
    }

    @Test
    void theContractKnowsNoOtherPackage() {
        classes().that().resideInAnyPackage(CONTRACT)
                .should().onlyDependOnClassesThat(resideInAnyPackage(CONTRACT).or(resideInAnyPackage("java..", "com.fasterxml.jackson..")))
                .check(program);
    }

    /** Of the whole project: a name is one thing, also to a reader who comes from a benchmark. */
    @Test
    void noTwoClassesHaveTheSameName() throws IOException {
        try (Stream<Path> all = Files.walk(PROJECT)) {
            Map<String, List<Path>> byName = all
                    .filter(file -> file.toString().matches(".*/src/main/java/.*\\.java") && !file.endsWith("package-info.java"))
                    .collect(Collectors.groupingBy(file -> file.getFileName().toString()));
            assertThat(byName).containsKeys("Tracer.java", "Winnow.java", "Perf.java");
            assertThat(byName.values()).allSatisfy(files -> assertThat(files).hasSize(1));
        }
    }

    @Test
    void noPackageIsADrawerForEverything() {
        noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..misc..", "..helper..", "..manager..").check(program);
    }

    private static DescribedPredicate<JavaClass> nameContains(String... parts) {
        return DescribedPredicate.describe("has a name with one of " + String.join(", ", parts), type -> {
            for (String part : parts) {
                if (type.getSimpleName().contains(part)) {
                    return true;
                }
            }
            return false;
        });
    }
}
