package dev.stellator.cli;

import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.importer.Importer;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Reads documents into the graph: thoughts, tokens and transitions.",
            "What is stored already is left as it is, so an import that was stopped goes on where it was."
        },
        footer = {"", "Example:", "  stellator import ~/notes --corpus notes"})
final class ImportCommand extends ConsoleCommand {
    @Parameters(paramLabel = "FILE_OR_FOLDER", description = "Text and Markdown, UTF-8.")
    Path source = Path.of(".");

    @Option(
            names = "--corpus",
            paramLabel = "NAME",
            defaultValue = "corpus",
            description = "Corpus that the documents belong to (default: ${DEFAULT-VALUE}).")
    String corpus = "corpus";

    @Override
    int run(Workspace workspace) {
        ImportSettings settings = ImportSettings.of(corpus);
        Importer.requireDocuments(source, settings);
        ImportSummary summary = new Importer(workspace.graph().corpus(), workspace.embedder(), settings)
                .run(source, workspace.progress());
        print(summary, () -> ImportLines.of(summary).forEach(console().out()::println));
        return ExitCode.DONE;
    }
}
