package dev.stellator.cli;

import dev.stellator.api.Imports;
import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.ImportExplanation;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.importer.ReadSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Reads documents into the graph: thoughts, tokens and transitions.",
            "What is stored already is left as it is, so an import that was stopped goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  stellator import ~/notes --corpus notes --prune",
            "  stellator import questions.csv --text-column question --dry-run",
            "  stellator import page.html --explain",
            "  stellator import notes.txt --unit paragraph"
        })
final class ImportCommand extends ConsoleCommand {
    @Parameters(
            paramLabel = "FILE_OR_FOLDER",
            description = {
                "Text, Markdown, HTML, PDF, DOCX, ODT, EPUB, RTF, mail (EML, MBOX), tables (CSV, TSV, JSONL, JSON),",
                "chat exports (JSON), and zip or gzip archives of these."
            })
    Path source = Path.of(".");

    @Option(
            names = "--corpus",
            paramLabel = "NAME",
            defaultValue = "corpus",
            description = "Corpus that the documents belong to (default: ${DEFAULT-VALUE}).")
    String corpus = "corpus";

    @Option(
            names = "--text-column",
            paramLabel = "NAME",
            description = {
                "Column or field of CSV, TSV, JSONL and JSON that holds the text; each row is a document.",
                "A name, names parted by full stops, or a number counted from 0."
            })
    @Nullable
    String textColumn;

    @Option(
            names = "--text-element",
            paramLabel = "NAMES",
            description = {
                "Elements that hold the paragraphs of XML that is of no known kind; names are parted by commas.",
                "Without it such XML is left out."
            })
    @Nullable
    String textElement;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            defaultValue = "auto",
            description = {
                "What a thought is: sentence, record (a row, a message, a line), paragraph, or auto: as the graph was cut,",
                "else records where the text stands in tables of short rows, else sentences. What is probed is cut alike."
            })
    String unit = "auto";

    @Option(names = "--code", description = "Let blocks of code become thoughts, too.")
    boolean code;

    @Option(names = "--prune", description = "Drop documents of this folder whose files are gone.")
    boolean prune;

    @Option(names = "--dry-run", description = "Read everything and show what would be imported; write nothing.")
    boolean dryRun;

    @Option(
            names = "--explain",
            description = {
                "Show each passage of the documents, and whether it is kept or left out and by which rule;",
                "write nothing."
            })
    boolean explain;

    @Option(
            names = "--file-timeout",
            paramLabel = "SECONDS",
            description = {
                "What reading one document may take before it is left out by name (default: 20 s, and as many for each",
                "megabyte)."
            })
    @Nullable
    Long fileTimeout;

    @Option(
            names = "--follow-links",
            description = "Take in what symbolic links lead to outside of the folder; otherwise they are left out.")
    boolean followLinks;

    @Option(
            names = "--watch",
            description = "Go on after the import: whenever something changes below the folder, import again.")
    boolean watch;

    @Override
    int run(Workspace workspace) {
        if (watch && dryRun) {
            throw new ParameterException(spec().commandLine(), "--watch and --dry-run do not go together");
        }
        if (explain) {
            ImportExplanation.of(source, ImportSettings.of(corpus, read(), false), passage -> console()
                    .out()
                    .println(VisibleWriter.line(ImportLines.explained(passage))));
            return ExitCode.DONE;
        }
        Imports imports =
                new Imports(workspace, ImportSettings.of(corpus, read(), prune).withUnit(unit()));
        imports.require(source);
        if (watch) {
            follow(imports);
        } else {
            once(imports);
        }
        return ExitCode.DONE;
    }

    private @Nullable ThoughtUnit unit() {
        return unit.equals("auto")
                ? null
                : ThoughtUnit.of(unit)
                        .orElseThrow(() -> new ParameterException(
                                spec().commandLine(),
                                "--unit takes sentence, record, paragraph or auto, found '" + unit + "'"));
    }

    private ReadSettings read() {
        if (fileTimeout != null && fileTimeout < 1) {
            throw new ParameterException(
                    spec().commandLine(), "--file-timeout takes seconds from 1 up, found " + fileTimeout);
        }
        if ((textColumn != null && textColumn.isBlank()) || (textElement != null && textElement.isBlank())) {
            throw new ParameterException(
                    spec().commandLine(), "--text-column and --text-element take a name; the one given is empty");
        }
        return ReadSettings.DEFAULT
                .withTextColumn(textColumn)
                .withTextElement(textElement)
                .withCode(code)
                .withFileTimeout(fileTimeout == null ? null : Duration.ofSeconds(fileTimeout))
                .withFollowLinks(followLinks);
    }

    private void once(Imports imports) {
        ImportSummary summary;
        try (ImportProgress progress = new ImportProgress(console(), options.verbose)) {
            summary = dryRun ? imports.preview(source, progress) : imports.run(source, progress);
        }
        print("import", summary, () -> {
            if (dryRun) {
                console().out().println("nothing was written; without --dry-run:");
            }
            ImportLines.of(summary).forEach(console().out()::println);
        });
    }

    /** Imports at each change, until it is interrupted; what the import itself writes is none. */
    private void follow(Imports imports) {
        try (FolderWatch changes = new FolderWatch(source, imports.settings())) {
            while (true) {
                try {
                    once(imports);
                } catch (InputRefusedException e) {
                    console().note(String.valueOf(e.getMessage()));
                }
                console().note("watching " + source + "; Ctrl-C ends it");
                changes.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StellatorException("interrupted; the same command goes on from here", e);
        } catch (IOException e) {
            throw new StellatorException("cannot watch " + source + ": " + e.getMessage(), e);
        }
    }
}
