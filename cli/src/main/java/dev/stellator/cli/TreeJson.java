package dev.stellator.cli;

import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph.Branch;
import dev.stellator.engine.path.PathFinder.AnchorTree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tree to several anchors, as {@code path --anchors --json} prints it: each token after the one it hangs from. */
record TreeJson(String basin, String basinId, double energy, double lambda, List<BranchJson> branches) {
    /** @param parent number of the branch that it hangs from, counted from 0; null at a root */
    record BranchJson(
            String token,
            @Nullable Integer parent,
            double energy,
            double rarity,
            double distance,
            @Nullable String evidence) {}

    static TreeJson of(AnchorTree tree, double lambda) {
        List<Token> tokens = tree.branches().stream().map(Branch::token).toList();
        return new TreeJson(
                tree.basin().label(),
                tree.basin().id(),
                tree.energy(),
                lambda,
                tree.branches().stream()
                        .map(branch -> branch(branch, tokens, tree.evidence()))
                        .toList());
    }

    private static BranchJson branch(Branch branch, List<Token> tokens, Map<Token, Thought> evidence) {
        Thought thought = evidence.get(branch.token());
        return new BranchJson(
                branch.token().text(),
                branch.parent() == null ? null : Integer.valueOf(tokens.indexOf(branch.parent())),
                branch.cost().sum(),
                branch.cost().rarity(),
                branch.cost().distance(),
                thought == null ? null : thought.text());
    }
}
