package dev.stellator.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

@AnalyzeClasses(packages = "dev.stellator", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule theEngineKnowsTheGraphOnlyThroughItsOwnInterfaces = noClasses()
            .that()
            .resideInAPackage("dev.stellator.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.stellator.cypher..", "org.neo4j..");

    @ArchTest
    static final ArchRule theEngineKnowsNoCommandLineAndNoDocumentFormats = noClasses()
            .that()
            .resideInAPackage("dev.stellator.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.stellator.cli..",
                    "dev.stellator.importer..",
                    "picocli..",
                    "org.apache.tika..",
                    "org.commonmark..");

    @ArchTest
    static final ArchRule theImporterWritesThroughTheEnginesInterfaces = noClasses()
            .that()
            .resideInAPackage("dev.stellator.importer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.stellator.cypher..", "dev.stellator.cli..", "org.neo4j..");

    @ArchTest
    static final ArchRule theGraphKnowsNeitherImporterNorCommandLine = noClasses()
            .that()
            .resideInAPackage("dev.stellator.cypher..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.stellator.importer..", "dev.stellator.cli..");

    @ArchTest
    static final ArchRule theCommandLineNeverTouchesTheDriver = noClasses()
            .that()
            .resideInAPackage("dev.stellator.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.neo4j..", "ai.djl..");

    @ArchTest
    static final ArchRule internalsStayInTheirModule = classes()
            .that()
            .resideInAPackage("..internal..")
            .should()
            .onlyBeAccessed()
            .byClassesThat()
            .resideInAnyPackage("dev.stellator.importer..");

    @ArchTest
    static final ArchRule tensorsAreSeenByTheModelTheFieldAndTrainingAlone = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.stellator.engine.reaction..",
                    "dev.stellator.engine.basin..",
                    "dev.stellator.engine.path..",
                    "dev.stellator.engine.probe..",
                    "dev.stellator.engine.program..",
                    "dev.stellator.engine.graph..")
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
    static final ArchRule nothingStartsAnotherProgram = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String.class);

    @ArchTest
    static final ArchRule packagesOfTheEngineHaveNoCycles =
            slices().matching("dev.stellator.engine.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingInTheEngineReadsTheEnvironment = noClasses()
            .that()
            .resideInAPackage("dev.stellator.engine..")
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class);
}
