package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.engine.InputRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;

@Command(
        name = "report",
        description = "Draws the page of the last run anew, and says where it lies.",
        footer = {"", "Example:", "  stellator report --data kant"})
final class ReportCommand extends ConsoleCommand {
    private record Drawn(String page) {}

    @Override
    int run(Workspace workspace) {
        Path folder = workspace.data().resolve("report");
        if (!Files.exists(folder.resolve("report.json"))) {
            throw new InputRefusedException(
                    "there is no report in " + workspace.data() + " yet; `stellator run FOLDER` makes one");
        }
        Path page = ReportPage.redraw(folder).toAbsolutePath();
        print(new Drawn(page.toString()), () -> console().out().println(page));
        return ExitCode.DONE;
    }
}
