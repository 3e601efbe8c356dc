package dev.stellator.cli;

import dev.stellator.api.MainRun;
import dev.stellator.api.ModelSettings;
import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.cli.report.RunReport;
import dev.stellator.cli.report.RunReport.State;
import dev.stellator.cli.report.RunReport.Station;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {
            "Goes the whole run on a folder of documents: graph, import, basins, path, program, model, reaction,"
                    + " training, report.",
            "What was done before is reused, so a run that was stopped goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  stellator run samples",
            "  stellator run ~/books/kant.txt --data kant --model ~/models/Qwen2.5-0.5B"
        })
final class RunCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(paramLabel = "FILE_OR_FOLDER", description = "Text and Markdown, UTF-8.")
    Path source = Path.of(".");

    @Option(names = "--quick", description = "Fewer held-out texts and training steps, for a first look.")
    boolean quick;

    @Override
    boolean opensModel() {
        return false;
    }

    @Override
    int run(Workspace workspace) {
        ModelSettings model = modelSettings(modelChoice);
        workspace.mayMakeGraph();
        workspace.checkModel(model);
        MainRun.Settings settings =
                quick ? MainRun.Settings.quick(source, options.seed) : MainRun.Settings.of(source, options.seed);
        RunReports reports = new RunReports(workspace, options, settings);
        RunStations stations = new RunStations(
                workspace,
                options,
                this::tell,
                failure -> failure.printStackTrace(console().err()));
        MainRun.Result result = new MainRun(workspace, model, settings, stations).run();
        RunReport report = reports.write(result, stations);
        print("run", report, () -> summary(report, reports.page()));
        return result.failure() == null ? ExitCode.DONE : ExitCode.of(result.failure());
    }

    private void tell(Station station) {
        if (options.json) {
            return;
        }
        String mark = station.state() == State.DONE
                ? Durations.words(station.seconds())
                : station.state().word();
        console().out().printf("%-9s %9s   %s%n", station.name(), mark, station.summary());
        if (station.remedy() != null) {
            console().out().println("                      " + station.remedy());
        }
        console().out().flush();
    }

    private void summary(RunReport report, Path page) {
        var out = console().out();
        RunLines.of(report).forEach(out::println);
        out.println();
        out.println("report: " + page.toAbsolutePath().normalize());
        Hints hints = console().hints();
        out.println("next:   stellator run YOUR_FOLDER --data yours");
        out.println("        " + hints.command("stellator probe 'a thought of your own'"));
        if (report.path() != null) {
            out.println("        "
                    + hints.command(
                            "stellator react " + Paths.shortId(report.path().id()))
                    + "   (a hundred draws of each control)");
        }
    }
}
