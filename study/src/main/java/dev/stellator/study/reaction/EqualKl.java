package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.study.measure.KlLine;
import dev.stellator.worker.Difference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Measures arms on the held-out texts at the mean KL that the path reached there. Strengths are calibrated on other texts,
 * so that what they reach here differs. Where an arm's KL differs from the path's by more than 10 %, it is measured at
 * another strength too, and its scores are taken from the line between the two, at the path's KL.
 */
final class EqualKl {
    private static final int MOST_STRENGTHS = 3;

    private final StudyTexts texts;
    private final Scoring scoring;

    EqualKl(StudyTexts texts, Scoring scoring) {
        this.texts = texts;
        this.scoring = scoring;
    }

    /**
     * What an arm did.
     *
     * @param klReached mean KL at its own strength
     * @param equal whether the scores stand at the KL that was asked for, to 10 %
     */
    record Measured(Scores scores, double klReached, boolean equal) {}

    /** An arm at a strength. */
    record Dosed(StudyArm arm, double strength) {}

    /** What was measured of an arm, by strength. */
    private record Try(double strength, Scores scores) {
        SecondStrength.Tried tried() {
            return new SecondStrength.Tried(strength, scores.kl());
        }
    }

    /** The arm that the others are brought to. */
    Measured path(Dosed path) {
        Scores scores = measure(List.of(path)).get(0);
        return new Measured(scores, scores.kl(), true);
    }

    /** @param done is told of arms that are finished, by their number */
    List<Measured> at(double kl, List<Dosed> arms, IntConsumer done) {
        List<Measured> result = new ArrayList<>();
        for (int from = 0; from < arms.size(); from += StudyTexts.TOGETHER) {
            List<Dosed> some = arms.subList(from, Math.min(arms.size(), from + StudyTexts.TOGETHER));
            result.addAll(together(kl, some));
            done.accept(some.size());
        }
        return result;
    }

    private List<Measured> together(double kl, List<Dosed> arms) {
        List<List<Try>> tries = new ArrayList<>();
        arms.forEach(arm -> tries.add(new ArrayList<>()));
        List<Dosed> next = arms;
        List<Integer> at = IntStream.range(0, arms.size()).boxed().toList();
        for (int round = 0; round < MOST_STRENGTHS && !next.isEmpty(); round++) {
            List<Scores> scores = measure(next);
            for (int i = 0; i < next.size(); i++) {
                tries.get(at.get(i)).add(new Try(next.get(i).strength(), scores.get(i)));
            }
            at = at.stream()
                    .filter(i -> isOff(kl, tries.get(i)) && canMove(arms.get(i), kl, tries.get(i)))
                    .toList();
            next = at.stream()
                    .map(i -> new Dosed(
                            arms.get(i).arm(), nextStrength(arms.get(i).arm(), kl, tries.get(i))))
                    .toList();
        }
        return tries.stream()
                .map(list -> combined(kl, list.stream().map(Try::scores).toList()))
                .toList();
    }

    private List<Scores> measure(List<Dosed> arms) {
        Progress.checkpoint();
        List<List<Difference>> differences = texts.under(
                arms.stream().map(dosed -> dosed.arm().at(dosed.strength())).toList());
        return IntStream.range(0, arms.size())
                .mapToObj(i -> scoring.of(arms.get(i).arm().control(), texts.heldOut(), differences.get(i)))
                .toList();
    }

    private static boolean isOff(double kl, List<Try> tries) {
        return tries.stream().noneMatch(one -> KlLine.near(one.scores().kl(), kl));
    }

    private static boolean canMove(Dosed dosed, double kl, List<Try> tries) {
        return dosed.arm().open()
                && !Double.isNaN(dosed.strength())
                && kl > 0
                && tries.stream().noneMatch(one -> one.strength() == nextStrength(dosed.arm(), kl, tries));
    }

    private static double nextStrength(StudyArm arm, double kl, List<Try> tries) {
        Try last = tries.get(tries.size() - 1);
        if (tries.size() == 1) {
            return SecondStrength.of(arm, last.tried(), kl);
        }
        Try before = tries.get(tries.size() - 2);
        return SecondStrength.of(arm, last.tried(), before.tried(), kl);
    }

    /** The first scores where they are near enough; else those on the line through the two that are nearest. */
    static Measured combined(double kl, List<Scores> tries) {
        double reached = tries.get(0).kl();
        if (tries.size() == 1 || KlLine.near(reached, kl)) {
            return new Measured(tries.get(0), reached, KlLine.near(reached, kl));
        }
        List<Scores> nearest = tries.stream()
                .sorted(Comparator.comparingDouble(scores -> scores.distance(kl)))
                .toList();
        Scores from = nearest.get(1);
        Scores to = nearest.get(0);
        Scores line = from.towards(to, KlLine.share(kl, from.kl(), to.kl()));
        return new Measured(line, reached, KlLine.near(line.kl(), kl));
    }
}
