package dev.stellator.cli;

import dev.stellator.api.Thinking;
import dev.stellator.api.Workspace;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.StudyReport;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Decoding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(
        name = "think",
        description = {
            "Lets the language model think along a path, thought by thought, beside what it says without it and with the"
                    + " path's words as a prompt, until a thought has fallen into the basin's attractor: the probe puts it"
                    + " inside, its energy is below the start's, and it lies within the median distance of the basin's own.",
            "A thought outside every zone is answered by the base model unchanged.",
            "--study makes it a measure: many held-out thoughts, every step walked, beside the base model, a hand-set rail,"
                    + " a permuted path, a random path of the basin and a prompt, all at the same mean KL."
        },
        footer = {
            "",
            "Examples:",
            "  stellator think 'A theory is tested by what it forbids.'",
            "  stellator think 'Every error' --path 1f3a --json",
            "  stellator think --study --path 1f3a"
        })
final class ThinkCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Parameters(arity = "0..1", paramLabel = "THOUGHT", description = "The beginning; none with --study.")
    @Nullable
    String thought;

    @Option(
            names = "--path",
            paramLabel = "ID",
            description = "Start of the id of a stored path (default: the one of least energy from the thought into the"
                    + " basin that it falls into, stored as `stellator path` does).")
    @Nullable
    String path;

    @Mixin
    ProgramChoice program = new ProgramChoice();

    @Option(
            names = "--learned",
            paramLabel = "FILE",
            description = "What `stellator train` has learned along the path (learned.safetensors), added to it.")
    @Nullable
    Path learned;

    @Option(
            names = "--subwords",
            paramLabel = "N",
            defaultValue = "32",
            description = "Length of a thought, at most (default: ${DEFAULT-VALUE}).")
    int subwords;

    @Option(
            names = "--temperature",
            paramLabel = "X",
            defaultValue = "0.7",
            description = "Of the drawn subwords; 0 takes the likeliest (default: ${DEFAULT-VALUE}).")
    double temperature;

    @Option(
            names = "--chat",
            description =
                    "Say the thought to the model in its chat template, where it has one, so that the chain is its answer;"
                            + " without it the model continues the text.")
    boolean chat;

    @Option(
            names = "--study",
            description = "Count over held-out thoughts of a stored path's basin how many fall into its attractor.")
    boolean study;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "24",
            description = "Held-out thoughts to start from in a study, at most (default: ${DEFAULT-VALUE}).")
    int starts = 24;

    @Override
    boolean opensModel() {
        return false;
    }

    @Override
    int run(Workspace workspace) {
        if (study) {
            return study(workspace);
        }
        if (thought == null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "give a thought, or --study with --path; `stellator think --help` shows examples");
        }
        return think(workspace, thought);
    }

    private int study(Workspace workspace) {
        if (thought != null || path == null || learned != null) {
            throw new ParameterException(
                    spec().commandLine(),
                    "--study takes --path, the start of a stored path's id, and neither a thought nor --learned;"
                            + " `stellator path --list` shows paths");
        }
        Instant startedAt = Instant.now();
        Thinking.Studied studied = new Thinking(workspace, modelSettings(modelChoice), options.seed)
                .study(new Thinking.StudyRequest(path, program.given(), starts, decoding()));
        Path page = ReportPage.write(
                new StudyReport.Front(
                                String.join(" -> ", studied.result().steps()),
                                startedAt,
                                options.seed,
                                Map.of(
                                        "temperature", String.valueOf(temperature),
                                        "chat template", chat ? "used where the model has one" : "left out",
                                        "subwords of a thought", String.valueOf(subwords),
                                        "starts, at most", String.valueOf(starts)))
                        .thinkingStudy(studied.result()),
                workspace.data().resolve("report").resolve("think-study"));
        print("thinking", studied.result(), () -> {
            ThinkingLines.of(studied.result()).forEach(console().out()::println);
            console().out().println("report: " + page);
        });
        return ExitCode.DONE;
    }

    private Decoding decoding() {
        return new Decoding(subwords, temperature, chat);
    }

    private int think(Workspace workspace, String beginning) {
        Instant startedAt = Instant.now();
        Thinking.Request request = new Thinking.Request(beginning, path, program.given(), learned, decoding());
        ChainOutput output = new ChainOutput(this, options.json);
        Thinking.Thought thinking =
                new Thinking(workspace, modelSettings(modelChoice), options.seed).think(request, output);
        thinking.chains().forEach(output::ended);
        Path page = page(workspace, startedAt, thinking.start(), thinking.chains());
        if (!options.json) {
            console().out().println("report: " + page);
            console().out().flush();
        }
        return ExitCode.DONE;
    }

    private Path page(Workspace workspace, Instant startedAt, Thinking.Start start, List<Chain> chains) {
        String verdict = chains.stream().map(ChainOutput::verdict).collect(Collectors.joining("; "));
        return ReportPage.write(
                new StudyReport.Front(
                                "thinking",
                                startedAt,
                                options.seed,
                                Map.of(
                                        "temperature",
                                        String.valueOf(temperature),
                                        "chat template",
                                        chat ? "used where the model has one" : "left out",
                                        "subwords of a thought",
                                        String.valueOf(subwords),
                                        "learned",
                                        learned == null ? "nothing" : learned.toString()))
                        .thinking(new StudyReport.Thinking(
                                start.thought(),
                                start.answer().zone().word(),
                                start.path().id(),
                                start.tokens(),
                                start.basin().label(),
                                start.coalescence().median(),
                                start.gate().open(),
                                verdict,
                                chains)),
                workspace.data().resolve("report").resolve("think"));
    }
}
