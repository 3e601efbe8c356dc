package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation written down as paragraphs with a name before them, {@code Anna: Good morning.}, or under headings that
 * are names. It is taken for one when at least two names come at least twice, and head at least a third of the paragraphs.
 */
final class Transcript {
    private static final Pattern LABEL = Pattern.compile(
            "^(?:\\[?[\\d:./, -]{4,25}\\]?\\s*+)?(\\p{Lu}[\\p{L}\\p{N}._'’ -]{0,30}?)\\s*+(?:\\([^)]{1,30}\\))?:\\s++(\\S.*+)",
            Pattern.DOTALL);
    private static final Pattern BARE_LABEL = Pattern.compile("^(\\p{Lu}[\\p{L}\\p{N}._'’ -]{0,30}?)\\s*+:?");
    private static final int TWICE = 2;
    private static final int SHARE = 3;

    private Transcript() {}

    /** The blocks with their speakers, and the same blocks where they are no transcript. */
    static List<Block> of(List<Block> blocks) {
        Map<String, Integer> names = new HashMap<>();
        int labelled = 0;
        for (Block block : blocks) {
            String name = label(block);
            if (name != null) {
                names.merge(name, 1, Integer::sum);
                labelled++;
            }
        }
        long repeated = names.values().stream().filter(count -> count >= TWICE).count();
        return repeated >= TWICE && labelled * SHARE >= blocks.size() ? spoken(blocks, names) : blocks;
    }

    private static List<Block> spoken(List<Block> blocks, Map<String, Integer> names) {
        List<Block> spoken = new ArrayList<>();
        String speaker = null;
        for (Block block : blocks) {
            String name = label(block);
            boolean heads = name != null && names.getOrDefault(name, 0) >= 1 && !isOnlyHeading(block, names);
            if (!heads) {
                spoken.add(block.saidBy(block.kind() == Block.Kind.HEADING ? null : speaker));
                continue;
            }
            speaker = name;
            Matcher label = LABEL.matcher(block.text());
            if (block.kind() != Block.Kind.HEADING && label.matches()) {
                spoken.add(block.withText(label.group(2)).saidBy(speaker));
            }
        }
        return spoken;
    }

    private static boolean isOnlyHeading(Block block, Map<String, Integer> names) {
        String name = label(block);
        return block.kind() == Block.Kind.HEADING && (name == null || names.getOrDefault(name, 0) < TWICE);
    }

    private static @Nullable String label(Block block) {
        if (block.kind() == Block.Kind.CODE) {
            return null;
        }
        boolean bare = block.kind() == Block.Kind.HEADING || block.text().endsWith(":");
        Matcher label = (bare ? BARE_LABEL : LABEL).matcher(block.text());
        return label.matches() ? label.group(1) : null;
    }
}
