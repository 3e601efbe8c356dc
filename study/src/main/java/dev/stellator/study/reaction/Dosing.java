package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.study.reaction.ArmCompiler.Treatment;
import dev.stellator.study.reaction.Budget.Calibrated;
import dev.stellator.worker.Difference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the strengths of arms on the calibration texts, which no effect is measured on. */
final class Dosing {
    private final StudyTexts texts;
    private final Budget budget;

    Dosing(StudyTexts texts, Budget budget) {
        this.texts = texts;
        this.budget = budget;
    }

    /**
     * The strength of one arm at the budget.
     *
     * @param guess strength to try first where the arm has no better one; NaN for none
     */
    Calibrated calibrate(StudyArm arm, double guess) {
        if (!open(arm)) {
            return fixed(arm);
        }
        Treatment treatment = arm.treatment();
        double first = Double.isNaN(treatment.guess()) ? guess : treatment.guess();
        return budget.calibrate(
                texts.onCalibration(), Double.isNaN(first) ? Budget.FIRST_GUESS : first, treatment.least(), arm::at);
    }

    private boolean open(StudyArm arm) {
        return arm.open() && texts.calibrationTexts() > 0;
    }

    private Calibrated fixed(StudyArm arm) {
        double reached = texts.calibrationTexts() == 0
                ? Double.NaN
                : Budget.percentile(
                        differences(List.of(arm), List.of(Double.NaN)).get(0));
        return new Calibrated(Double.NaN, reached, budget.calibrated(0, reached).reachedBudget());
    }

    /**
     * The strengths of many programs like the path's: from the path's strength, one correction towards the path's mean KL,
     * all in shared passes.
     *
     * @param pathGain the path's strength at the budget
     */
    List<Calibrated> likePath(List<StudyArm> arms, StudyArm path, double pathGain) {
        if (Double.isNaN(pathGain) || !arms.stream().allMatch(this::open)) {
            return arms.stream().map(arm -> calibrate(arm, pathGain)).toList();
        }
        double target =
                Scoring.meanKl(differences(List.of(path), List.of(pathGain)).get(0));
        List<List<Difference>> first = differences(arms, Collections.nCopies(arms.size(), pathGain));
        List<Double> corrected = IntStream.range(0, arms.size())
                .mapToObj(i -> SecondStrength.of(
                        arms.get(i), new SecondStrength.Tried(pathGain, Scoring.meanKl(first.get(i))), target))
                .toList();
        List<List<Difference>> second = differences(arms, corrected);
        return IntStream.range(0, arms.size())
                .mapToObj(i -> budget.calibrated(corrected.get(i), Budget.percentile(second.get(i))))
                .toList();
    }

    private List<List<Difference>> differences(List<StudyArm> arms, List<Double> gains) {
        List<List<Difference>> all = new ArrayList<>();
        for (int from = 0; from < arms.size(); from += StudyTexts.TOGETHER) {
            Progress.checkpoint();
            int to = Math.min(arms.size(), from + StudyTexts.TOGETHER);
            all.addAll(texts.onCalibration()
                    .under(IntStream.range(from, to)
                            .mapToObj(i -> arms.get(i).at(gains.get(i)))
                            .toList()));
        }
        return all;
    }
}
