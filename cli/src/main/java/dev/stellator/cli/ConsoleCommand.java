package dev.stellator.cli;

import dev.stellator.api.ModelSettings;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.engine.Progress;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with the global options and a console; its value is the exit code. */
abstract class ConsoleCommand implements Callable<Integer> {
    @Mixin(name = GlobalOptions.MIXIN)
    final GlobalOptions options = new GlobalOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private @Nullable Console console;

    void useConsole(Console chosen) {
        this.console = chosen;
    }

    final Console console() {
        if (console == null) {
            throw new IllegalStateException("a command needs a console before it runs");
        }
        return console;
    }

    final CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("a command needs its specification before it runs");
        }
        return spec;
    }

    @Override
    public final Integer call() {
        options.check();
        Surroundings surroundings = console().surroundings();
        try (Workspace workspace = new Workspace(
                options.workspace(surroundings), progress(), console()::note, surroundings.residentOf(options.data))) {
            mixins(ProgramChoice.class).forEach(ProgramChoice::check);
            if (opensModel()) {
                mixins(ModelChoice.class).map(this::modelSettings).forEach(workspace::checkModel);
            }
            return run(workspace);
        }
    }

    private Progress progress() {
        return new ConsoleProgress(console(), options.verbose);
    }

    /** The model that was chosen, on the device that was chosen. */
    final ModelSettings modelSettings(ModelChoice choice) {
        return choice.settings(options, console().surroundings().folders());
    }

    private <T> Stream<T> mixins(Class<T> type) {
        return spec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(type::isInstance)
                .map(type::cast);
    }

    /** Whether a model that was named is looked at before anything else, so that a broken one costs no work. */
    boolean opensModel() {
        return true;
    }

    /** Does the work and returns the exit code. */
    abstract int run(Workspace workspace);

    /** Prints a result of a shape that the user has chosen: as JSON where that was asked for, else by the given lines. */
    final void print(Object result, Runnable lines) {
        if (options.json) {
            console().plain().println(Json.pretty(result));
        } else {
            lines.run();
        }
        console().flush();
    }

    /**
     * Prints a result: as JSON where that was asked for, else by the given lines.
     *
     * @param schema name of the schema in {@code docs/json} that the JSON, or each object of its list, follows
     */
    final void print(String schema, Object result, Runnable lines) {
        print(options.json ? JsonSchemas.named(schema, result) : result, lines);
    }

    /** Prints one object of a stream as a line of JSON. */
    final void printLine(String schema, Object result) {
        console().plain().println(Json.line(JsonSchemas.named(schema, result)));
        console().flush();
    }
}
