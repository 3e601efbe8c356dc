package dev.stellator.study.simulation;

import dev.stellator.engine.graph.Zone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One iteration: everything that later ones and the report need. What is measured is nats.
 *
 * @param number from 1
 * @param thought id of the thought that came in
 * @param zone where it lies
 * @param energy of the field where it stands
 * @param choice of the setting, by dimension
 * @param path the proposed path
 * @param decoy a random path that goes through the same acceptance
 * @param controls vocabulary log-odds of the random paths that both were held against in the search
 */
public record Iteration(
        int number,
        String thought,
        Zone zone,
        double energy,
        List<Integer> choice,
        Candidate path,
        Candidate decoy,
        List<Double> controls) {
    public Iteration {
        choice = List.copyOf(choice);
        controls = List.copyOf(controls);
    }

    /**
     * A path, or a random one in its place.
     *
     * @param id of the graph's path; of a decoy, the path that it stands in for
     * @param strength gain, or logit of a share, at the budget
     * @param vocabulary change of the log-odds of the basin's vocabulary over matched words, on the search part
     * @param order score there; NaN for a decoy
     * @param reward vocabulary minus the controls' mean
     * @param passed whether it is above all controls there, and goes to the check
     * @param check null when it did not pass
     */
    public record Candidate(
            String id,
            List<String> tokens,
            String basin,
            double strength,
            double klMean,
            double vocabulary,
            double order,
            double reward,
            boolean passed,
            @Nullable Check check) {
        public Candidate {
            tokens = List.copyOf(tokens);
        }

        Candidate with(Check result) {
            return new Candidate(id, tokens, basin, strength, klMean, vocabulary, order, reward, passed, result);
        }

        public boolean accepted() {
            return check != null && check.accepted();
        }
    }

    /**
     * What other thoughts said, on the check part, against random paths drawn anew.
     *
     * @param drawn number of them, until one was above or all were below
     * @param above number of them that are not below the candidate
     * @param margin vocabulary of the candidate minus the mean of the drawn
     * @param followed share of the thoughts in which the candidate is above that mean
     * @param p {@code (1 + above) / (1 + drawn)}
     */
    public record Check(
            int drawn,
            int above,
            double klMean,
            double vocabulary,
            double order,
            double margin,
            double followed,
            double p,
            boolean accepted) {}
}
