package dev.stellator.study.reaction;

import dev.stellator.engine.program.Program;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.HiddenIntervention.LowRankDrift;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Turns the arms of a study into interventions of a strength that a budget sets. */
final class ArmCompiler {
    private static final double ONE_DIFFERENCE_OF_MEANS = 1;

    private final ProgramCompiler compiler;
    private final int layers;
    private final Directions directions;
    private final Directions random;
    private final List<Intervention> learned;

    /**
     * @param compiler with the field in use
     * @param learned what a training along the path has learned; empty without one
     */
    ArmCompiler(
            LanguageModel model,
            ProgramCompiler compiler,
            Directions directions,
            List<Intervention> learned,
            long seed) {
        this.learned = List.copyOf(learned);
        this.compiler = compiler;
        this.layers = model.info().layers();
        this.directions = directions;
        this.random = directions.random(new Random(seed));
    }

    /**
     * What an arm does at a strength, in a text of an expected length (0 for the text's own) over which windows move from a
     * position on.
     */
    @FunctionalInterface
    interface Dose {
        List<Intervention> at(double strength, int length, int start);
    }

    /**
     * @param open whether a budget sets the strength
     * @param guess strength to try first; NaN for that of the path
     */
    record Treatment(boolean open, double least, double guess, Dose dose) {}

    Treatment of(Control control) {
        Program program = control.program();
        return switch (control.kind()) {
            case PROGRAM -> program(program, directions);
            case LEARNED -> learned(program(program, directions));
            case RANDOM_PLANE -> program(program, random);
            case PROMPT ->
                new Treatment(
                        true, ProgramCompiler.LEAST_PROMPT, 0, (gain, length, start) -> compiler.prompt(program, gain));
            case PLAIN_PROMPT -> new Treatment(false, 0, 0, (gain, length, start) -> compiler.prompt(program, 0));
            case DIFFERENCE_OF_MEANS -> added(program, directions);
            case RANDOM_DIRECTION -> added(program, random);
        };
    }

    private Treatment program(Program program, Directions plane) {
        ProgramCompiler.Range range = compiler.strength(program);
        boolean byItself = range != null && range.guess() != Budget.FIRST_GUESS;
        return new Treatment(
                range != null,
                range == null ? 0 : range.least(),
                range != null && byItself ? range.guess() : Double.NaN,
                (gain, length, start) ->
                        compiler.compile(program, plane, new ProgramCompiler.Dose(gain, length, start)));
    }

    private Treatment learned(Treatment plain) {
        return new Treatment(plain.open(), plain.least(), plain.guess(), (gain, length, start) -> {
            List<Intervention> both = new ArrayList<>(plain.dose().at(gain, length, start));
            both.addAll(learned);
            return both;
        });
    }

    private Treatment added(Program program, Directions along) {
        return new Treatment(true, 0, ONE_DIFFERENCE_OF_MEANS, (times, length, start) -> {
            List<Intervention> result = new ArrayList<>();
            for (int layer : compiler.driftLayers(program).below(layers)) {
                float[] vector = along.anchor()[layer].clone();
                for (int i = 0; i < vector.length; i++) {
                    vector[i] *= (float) (times * along.anchorLength()[layer]);
                }
                result.add(LowRankDrift.add(Indices.of(layer), vector));
            }
            return result;
        });
    }
}
