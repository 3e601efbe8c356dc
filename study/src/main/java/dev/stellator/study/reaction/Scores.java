package dev.stellator.study.reaction;

import java.util.Arrays;

/**
 * What one arm did to the held-out texts.
 *
 * @param vocabulary change by text, as {@code order}, {@code ownOrder} and {@code anchor}; NaN where it cannot be told
 * @param kl mean KL(base || modulated) a subword, nats
 * @param logLikelihood mean of the texts' next subwords under the arm, nats
 */
record Scores(
        double[] vocabulary, double[] order, double[] ownOrder, double[] anchor, double kl, double logLikelihood) {

    double[] of(PrimaryMeasure measure) {
        return switch (measure) {
            case VOCABULARY -> vocabulary;
            case ORDER -> order;
            case OWN_ORDER -> ownOrder;
        };
    }

    /** How far from another KL this one is, whichever of them is larger. */
    double distance(double otherKl) {
        return Math.abs(Math.log(kl / otherKl));
    }

    /** On the straight line from these scores to others: 0 is these, 1 the others. */
    Scores towards(Scores other, double share) {
        return new Scores(
                line(vocabulary, other.vocabulary, share),
                line(order, other.order, share),
                line(ownOrder, other.ownOrder, share),
                line(anchor, other.anchor, share),
                line(kl, other.kl, share),
                line(logLikelihood, other.logLikelihood, share));
    }

    private static double[] line(double[] from, double[] to, double share) {
        double[] result = new double[from.length];
        Arrays.setAll(result, i -> line(from[i], to[i], share));
        return result;
    }

    private static double line(double from, double to, double share) {
        return from + share * (to - from);
    }
}
