package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Disks;
import dev.stellator.engine.StellatorException;
import dev.stellator.study.learned.Fields;
import dev.stellator.worker.ModelOutline;
import dev.stellator.worker.gpu.TensorEngine;
import dev.stellator.worker.pull.PullSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

@Command(
        name = "doctor",
        description = "Says what this installation has: settings with their origin, Java, graph, model, free space.",
        footer = {"", "Example:", "  stellator doctor --data kant"})
final class DoctorCommand extends ConsoleCommand {
    private static final int MINIMUM_FREE_MIB = 500;
    private static final Set<String> UNLISTED = Set.of("--help", "--json", "--verbose");

    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    record Setting(String name, String value, String origin) {}

    /** @param state {@code ok}, {@code warning} or {@code failed} */
    record Finding(String what, String state, String detail) {}

    record Diagnosis(List<Setting> settings, List<Finding> findings) {}

    @Override
    boolean opensModel() {
        return false;
    }

    @Override
    int run(Workspace workspace) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("version", "ok", "stellator " + Version.number()));
        findings.add(new Finding(
                "java",
                "ok",
                Runtime.version() + ", heap " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB, "
                        + Runtime.getRuntime().availableProcessors() + " processors"));
        findings.add(unknownKeys());
        findings.add(space());
        findings.add(graph(workspace));
        findings.add(encoder(workspace));
        findings.add(model());
        findings.add(gpu());
        findings.add(field(workspace));
        Diagnosis diagnosis = new Diagnosis(settings(), findings);
        print("doctor", diagnosis, () -> {
            console()
                    .out()
                    .println(Tables.of(
                            diagnosis.settings(),
                            List.of(
                                    Tables.text("setting", 20, Setting::name),
                                    Tables.text("value", 60, Setting::value),
                                    Tables.text("from", 40, Setting::origin))));
            console().out().println();
            findings.forEach(finding -> console()
                    .out()
                    .printf(
                            "%-8s %-8s %s%n",
                            finding.state(), finding.what(), console().hints().complete(finding.detail())));
        });
        return findings.stream().anyMatch(finding -> finding.state().equals("failed"))
                ? ExitCode.FAILED
                : ExitCode.DONE;
    }

    private ConfiguredDefaults defaults() {
        return (ConfiguredDefaults) spec().root().defaultValueProvider();
    }

    private List<Setting> settings() {
        ParseResult parsed = Objects.requireNonNull(spec().commandLine().getParseResult());
        List<Setting> settings = new ArrayList<>();
        for (OptionSpec option : spec().options()) {
            if (!UNLISTED.contains(option.longestName())) {
                Object value = option.getValue();
                settings.add(new Setting(
                        option.longestName(), value == null ? "" : value.toString(), origin(option, parsed)));
            }
        }
        return settings;
    }

    private String origin(OptionSpec option, ParseResult parsed) {
        if (parsed.hasMatchedOption(option)) {
            return "flag";
        }
        ConfiguredDefaults.Origin origin = defaults().origin(option.longestName());
        return origin == null ? "default" : origin.source();
    }

    private Finding unknownKeys() {
        Set<String> unknown = new ConfigurationCheck(spec().root().commandLine()).unknown(defaults());
        String read = String.join("; ", defaults().notes());
        if (!unknown.isEmpty()) {
            return new Finding("config", "warning", "no option is named " + unknown + "; " + read);
        }
        return new Finding("config", defaults().refuses() ? "warning" : "ok", read.isEmpty() ? "no file" : read);
    }

    private Finding space() {
        try {
            long free = Disks.freeBytes(options.data) / (1 << 20);
            return new Finding(
                    "disk",
                    free < MINIMUM_FREE_MIB ? "warning" : "ok",
                    Numbers.count(free) + " MiB free at " + options.data);
        } catch (java.io.IOException e) {
            return new Finding(
                    "disk", "warning", "cannot tell the free space at " + options.data + ": " + e.getMessage());
        }
    }

    private Finding graph(Workspace workspace) {
        if (!workspace.hasGraph()) {
            return new Finding("graph", "ok", "none yet in " + options.data + "; `stellator run FOLDER` makes it");
        }
        try {
            GraphStore.Status status = workspace.graph().status();
            return new Finding(
                    "graph",
                    "ok",
                    "Neo4j " + status.neo4j() + ", GDS " + status.gds()
                            + ", schema " + status.schemaVersion() + ", "
                            + Numbers.count(status.counts().thoughts())
                            + " thoughts (each a " + workspace.unit().word() + "), in "
                            + status.place());
        } catch (StellatorException e) {
            return new Finding("graph", "failed", String.valueOf(e.getMessage()));
        }
    }

    /** What reads texts for this graph, and whether the multilingual encoder is here. */
    private Finding encoder(Workspace workspace) {
        String e5 = workspace.encoders().hasE5()
                ? "e5 is here"
                : "e5 is not fetched yet; `stellator model pull e5` does it";
        try {
            String stored = workspace.hasGraph() ? workspace.graph().embedder() : null;
            return new Finding(
                    "encoder",
                    "ok",
                    (stored == null ? "of this command: " + options.embedder + "; " : "of the graph: " + stored + "; ")
                            + e5);
        } catch (StellatorException e) {
            return new Finding("encoder", "failed", String.valueOf(e.getMessage()));
        }
    }

    /** The field that programs act by, and those that come with a model. */
    private Finding field(Workspace workspace) {
        String shipped = Fields.shipped().stream()
                .map(field -> "'" + field.provenance().name() + "' for "
                        + field.provenance().model())
                .collect(Collectors.joining(", "));
        String comes = shipped.isEmpty() ? "no model comes with one" : "in the distribution: " + shipped;
        if (modelChoice.field != null) {
            return new Finding("field", "ok", "'" + modelChoice.field + "' by --field; " + comes);
        }
        if (options.uri != null || !workspace.hasGraph()) {
            return new Finding("field", "ok", comes);
        }
        try {
            var named = workspace.graph().paths().field();
            return new Finding(
                    "field",
                    "ok",
                    (named == null
                                    ? "the model's own where it has one; "
                                    : "'" + named.name() + "' for " + named.model() + ", by the graph; ")
                            + comes);
        } catch (StellatorException e) {
            return new Finding("field", "failed", String.valueOf(e.getMessage()));
        }
    }

    /** A GPU that cannot be used is worth a warning; none is no fault. */
    private Finding gpu() {
        String advice = TensorEngine.advice("auto");
        return new Finding("gpu", advice == null ? "ok" : "warning", advice == null ? TensorEngine.verdict() : advice);
    }

    private Finding model() {
        if (modelChoice.path != null) {
            try (ModelOutline outline = ModelOutline.open(modelChoice.path)) {
                return new Finding(
                        "model",
                        "ok",
                        modelChoice.path + ", " + outline.family() + "; `stellator model info` reads its weights, too");
            } catch (StellatorException e) {
                return new Finding("model", "failed", String.valueOf(e.getMessage()));
            }
        }
        Path file = modelSettings(modelChoice).files().place(PullSource.SMOLLM2);
        return new Finding(
                "model",
                "ok",
                Files.exists(file)
                        ? file.toString()
                        : "smollm2 not fetched yet; `stellator model pull smollm2` does it");
    }
}
