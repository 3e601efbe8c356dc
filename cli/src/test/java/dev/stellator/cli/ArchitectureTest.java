package dev.stellator.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.stellator.worker.gpu.TensorEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "dev.stellator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ENGINE = "dev.stellator.engine..";
    private static final String WORKER = "dev.stellator.worker..";
    private static final int LONGEST_SOURCE_FILE = 350;
    private static final int MOST_PARAMETERS = 5;
    private static final Pattern PUBLIC_CLASS =
            Pattern.compile("(?m)^public (?:(?:final|abstract|sealed|non-sealed) )*class (?!\\w+Exception\\b)");
    private static final Pattern HELD =
            Pattern.compile("(?m)^    private (?!static)(?:final |volatile )*[^(=]+(?: = .*)?;$");
    private static final Pattern SAYS_THREADS = Pattern.compile("(?i)thread|immutable");

    @ArchTest
    static final ArchRule theEngineKnowsNoOtherModule = only("engine");

    @ArchTest
    static final ArchRule theWorkerKnowsTheRootOfTheEngineAlone = only("worker", "dev.stellator.engine");

    @ArchTest
    static final ArchRule aStudyAsksEngineAndWorker = only("study", ENGINE, WORKER);

    @ArchTest
    static final ArchRule theGraphKnowsTheEngine = only("cypher", ENGINE);

    @ArchTest
    static final ArchRule theImporterWritesThroughTheEnginesInterfaces = only("importer", ENGINE);

    @ArchTest
    static final ArchRule theApiIsBelowTheCommandLine = noClasses()
            .that()
            .resideInAnyPackage("dev.stellator", "dev.stellator.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.stellator.cli..", "dev.stellator.serve..", "picocli..", "org.jline..");

    @ArchTest
    static final ArchRule theExplorerAsksTheApi = only("serve", "dev.stellator", "dev.stellator.api..", ENGINE);

    @ArchTest
    static final ArchRule theWebServerIsTheExplorersAlone = noClasses()
            .that()
            .resideOutsideOfPackage("dev.stellator.serve..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.eclipse.jetty..");

    @ArchTest
    static final ArchRule aWarmCommandLoadsNoLibrary = noClasses()
            .that()
            .haveFullyQualifiedName("dev.stellator.cli.Start")
            .or()
            .haveFullyQualifiedName("dev.stellator.cli.WarmClient")
            .or()
            .haveFullyQualifiedName("dev.stellator.cli.WarmHttp")
            .or()
            .haveFullyQualifiedName("dev.stellator.cli.WarmJson")
            .or()
            .haveFullyQualifiedName("dev.stellator.cli.ArgumentScan")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "com.fasterxml..", "dev.stellator.serve..", "org.neo4j..");

    /** A module depends on its own packages, on those named, and on libraries. */
    private static ArchRule only(String module, String... others) {
        String[] allowed = Stream.concat(Stream.of("dev.stellator." + module + ".."), Arrays.stream(others))
                .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage("dev.stellator." + module + "..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.stellator..").and(not(resideInAnyPackage(allowed))));
    }

    @ArchTest
    static final ArchRule theEngineKnowsNoTensorsNoDriverNoDocumentFormatsAndNoCommandLine = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ai.djl..", "org.neo4j..", "picocli..", "org.apache.tika..", "org.commonmark..", "com.fasterxml..");

    @ArchTest
    static final ArchRule librariesUnderTheGplAreUsedByTheGraphAlone = noClasses()
            .that()
            .resideOutsideOfPackage("dev.stellator.cypher..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.neo4j..");

    @ArchTest
    static final ArchRule theCommandLineSeesNoTensors = noClasses()
            .that()
            .resideInAPackage("dev.stellator.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    /** A tensor is made by a manager, and the one way to managers hands out the device that was chosen. */
    @ArchTest
    static final ArchRule tensorsAreMadeOnTheChosenDevice = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(TensorEngine.class.getName())
            .should()
            .callMethod(Engine.class, "getInstance")
            .orShould()
            .callMethod(Engine.class, "getEngine", String.class)
            .orShould()
            .callMethod(Engine.class, "newBaseManager")
            .orShould()
            .callMethod(NDManager.class, "newBaseManager")
            .orShould()
            .callMethod(NDManager.class, "newBaseManager", Device.class)
            .orShould()
            .callMethod(NDManager.class, "newBaseManager", String.class)
            .orShould()
            .callMethod(NDManager.class, "newBaseManager", Device.class, String.class)
            .orShould()
            .callMethod(NDArray.class, "toDevice", Device.class, boolean.class);

    @ArchTest
    static final ArchRule internalsOfTheImporterStayThere = internals("importer");

    @ArchTest
    static final ArchRule internalsOfTheWorkerStayThere = internals("worker");

    private static ArchRule internals(String module) {
        return classes()
                .that()
                .resideInAPackage("dev.stellator." + module + ".internal..")
                .should()
                .onlyBeAccessed()
                .byClassesThat()
                .resideInAPackage("dev.stellator." + module + "..");
    }

    @ArchTest
    static final ArchRule tensorsAreSeenByTheWorkerAndTrainingAlone = noClasses()
            .that()
            .resideInAnyPackage("dev.stellator.study.reaction..", "dev.stellator.study.measure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule patternsOfTheImporterAreConstantsWhichATestRunsOnPumpedTexts = noClasses()
            .that()
            .resideInAPackage("dev.stellator.importer..")
            .should()
            .callMethod(String.class, "matches", String.class)
            .orShould()
            .callMethod(String.class, "replaceAll", String.class, String.class)
            .orShould()
            .callMethod(String.class, "replaceFirst", String.class, String.class)
            .orShould()
            .callMethod(String.class, "split", String.class)
            .orShould()
            .callMethod(String.class, "split", String.class, int.class)
            .orShould()
            .callMethod(Pattern.class, "matches", String.class, CharSequence.class);

    @ArchTest
    static final ArchRule nothingStartsAnotherProgramButThisOneAsAServer = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.stellator.cli.KeptServer")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class);

    @ArchTest
    static final ArchRule packagesOfTheEngineHaveNoCycles =
            slices().matching("dev.stellator.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfTheStudiesHaveNoCycles =
            slices().matching("dev.stellator.study.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule interventionsKnowNothingOfWhatAppliesThem = noClasses()
            .that()
            .resideInAPackage("dev.stellator.worker.intervention")
            .should()
            .dependOnClassesThat(
                    resideInAPackage(WORKER).and(not(resideInAPackage("dev.stellator.worker.intervention"))));

    @ArchTest
    static final ArchRule nothingBelowTheEdgeReadsTheEnvironment = noClasses()
            .that()
            .resideInAnyPackage(ENGINE, WORKER, "dev.stellator.study..")
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class);

    /** Records, enums and exceptions are immutable, and classes of static methods hold nothing: docs/api.md. */
    @ArchTest
    static void everyPublicClassThatHoldsSomethingSaysWhatThreadsMayDoWithIt(JavaClasses ignored) throws IOException {
        List<String> silent = new ArrayList<>();
        for (Path file : sources(ArchitectureTest::isOfALibrary)) {
            String text = Files.readString(file);
            Matcher begin = PUBLIC_CLASS.matcher(text);
            if (begin.find()
                    && HELD.matcher(text).find()
                    && !SAYS_THREADS.matcher(text.substring(0, begin.start())).find()) {
                silent.add(file.toString());
            }
        }
        assertThat(silent).isEmpty();
    }

    private static boolean isOfALibrary(Path file) {
        String name = file.toString().replace(File.separatorChar, '/');
        return !name.contains("/internal/")
                && !name.startsWith("../cli/")
                && !name.startsWith("../benchmarks/")
                && !name.startsWith("../examples/");
    }

    /** What belongs together is a record. Compilers add parameters of their own to constructors, so these are not asked. */
    @ArchTest
    static void noMethodHasMoreThanFiveParameters(JavaClasses all) {
        assertThat(all.stream()
                        .flatMap(one -> one.getMethods().stream())
                        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                                && method.getRawParameterTypes().size() > MOST_PARAMETERS)
                        .map(JavaMethod::getFullName))
                .isEmpty();
    }

    /** A class that outgrows this has a second responsibility; a model's forward pass stays one readable class. */
    @ArchTest
    static void noSourceFileIsLongerThan350LinesButTheForwardPass(JavaClasses ignored) throws IOException {
        List<String> longer = new ArrayList<>();
        for (Path file : sources(file -> !file.endsWith("Transformer.java"))) {
            int lines = Files.readAllLines(file).size();
            if (lines > LONGEST_SOURCE_FILE) {
                longer.add(file + ": " + lines);
            }
        }
        assertThat(longer).isEmpty();
    }

    /** The project's source files but those of tests, in order. */
    private static List<Path> sources(Predicate<Path> asked) throws IOException {
        String main = "/src/main/java/".replace('/', File.separatorChar);
        try (Stream<Path> files = Files.find(
                Path.of(".."),
                20,
                (file, attributes) ->
                        file.toString().endsWith(".java") && file.toString().contains(main))) {
            List<Path> found = files.filter(asked).sorted().toList();
            assertThat(found).hasSizeGreaterThan(100);
            return found;
        }
    }
}
