package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The texts of a study as the model reads them, with the base model's passes over them. Base and modulated model both have
 * the sink subword before the text, so that the difference is the program's alone. Close it when done.
 */
final class StudyTexts implements AutoCloseable {
    private static final int LONGEST_TEXT = 64;

    /** Programs that pass together: more share more of the base's work, and need more memory for what is watched. */
    static final int TOGETHER = 8;

    private final LanguageModel model;
    private final List<Sequence> calibration;
    private final List<Sequence> heldOut;
    private final List<Material.Text> measured;
    private final Baseline onCalibration;
    private final Baseline onHeldOut;

    /** @param watched subwords whose probabilities are asked for on the held-out texts */
    StudyTexts(LanguageModel model, Material material, int[] watched) {
        this.model = model;
        this.measured = material.heldOut();
        this.calibration = calibration(model, material);
        this.heldOut = measured.stream().map(text -> sequence(text.text())).toList();
        this.onCalibration = model.baseline(calibration, new int[0]);
        this.onHeldOut = model.baseline(heldOut, watched);
    }

    @Override
    public void close() {
        onHeldOut.close();
        onCalibration.close();
    }

    Sequence sequence(String text) {
        return sequence(model, text);
    }

    /** The texts that strengths are calibrated on: nothing is measured on them. */
    static List<Sequence> calibration(LanguageModel model, Material material) {
        return material.building().stream()
                .filter(Material.Text::open)
                .map(text -> sequence(model, text.text()))
                .toList();
    }

    private static Sequence sequence(LanguageModel model, String text) {
        return Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT)).withSink();
    }

    Baseline onCalibration() {
        return onCalibration;
    }

    /** Number of texts that strengths are calibrated on. */
    int calibrationTexts() {
        return calibration.size();
    }

    int size() {
        return heldOut.size();
    }

    List<Sequence> heldOut() {
        return heldOut;
    }

    /** Whether the program's gate lets a held-out text through. */
    boolean open(int text) {
        return measured.get(text).open();
    }

    int closed() {
        return (int) measured.stream().filter(text -> !text.open()).count();
    }

    int clusters() {
        return (int) measured.stream().map(Material.Text::cluster).distinct().count();
    }

    /** What programs do to the held-out texts; nothing where the gate is shut. */
    List<List<Difference>> under(List<List<Intervention>> programs) {
        List<List<Difference>> gated = new ArrayList<>();
        for (List<Difference> differences : onHeldOut.under(programs)) {
            gated.add(IntStream.range(0, differences.size())
                    .mapToObj(i -> open(i) ? differences.get(i) : onHeldOut.unchanged(i))
                    .toList());
        }
        return gated;
    }

    /** Mean of the held-out texts' next subwords under the base model, nats. */
    double baseLogLikelihood() {
        return Scoring.baseLogLikelihood(
                IntStream.range(0, size()).mapToObj(onHeldOut::unchanged).toList());
    }

    /** An estimate over the texts that were measured, clustered. */
    Estimate estimate(double[] values, long seed) {
        double[] open = values.clone();
        Arrays.setAll(open, i -> open(i) ? values[i] : Double.NaN);
        return Estimate.ofMeasured(
                open, measured.stream().map(Material.Text::cluster).toList(), seed);
    }
}
