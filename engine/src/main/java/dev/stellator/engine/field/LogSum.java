package dev.stellator.engine.field;

/** log(sum of exp) of numbers that come one by one, without overflow. Not thread-safe. */
public final class LogSum {
    private double largest = Double.NEGATIVE_INFINITY;
    private double scaled;

    public void add(double exponent) {
        if (exponent == Double.NEGATIVE_INFINITY) {
            return;
        }
        if (exponent <= largest) {
            scaled += Math.exp(exponent - largest);
        } else {
            scaled = scaled * Math.exp(largest - exponent) + 1;
            largest = exponent;
        }
    }

    /** Negative infinity when nothing was added. */
    public double value() {
        return largest + Math.log(scaled);
    }
}
