package dev.stellator.importer.internal.analyse;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Parts of speech of the words of a sentence: the tags that OpenNLP's tagger gives by the same model, in a small part of
 * its time. It keeps the features of a word by the word's place alone, so that all paths of its beam are weighed by the tags
 * of the best one, and the best one always goes on with its most probable tag: no beam is needed to find it. What a word says of
 * itself and of its neighbours is looked up once for each different word. Not thread-safe.
 */
final class Tagger {
    /** Words that are kept, of about half a kilobyte each. */
    private static final int KEPT = 20_000;

    private final TagModel model;
    private final Map<String, TagModel.Word> known = new HashMap<>();
    private final double[] odds;

    Tagger(TagModel model) {
        this.model = model;
        this.odds = new double[model.size()];
    }

    String[] tag(String[] words) {
        TagModel.Word[] said = new TagModel.Word[words.length];
        Arrays.setAll(said, i -> word(words[i]));
        String[] tags = new String[words.length];
        int tag = -1;
        int tagBefore = -1;
        for (int i = 0; i < said.length; i++) {
            weigh(said, i);
            model.after(tagBefore, tag).multiply(odds);
            tagBefore = tag;
            tag = largest();
            tags[i] = model.tag(tag);
        }
        return tags;
    }

    private TagModel.Word word(String word) {
        if (known.size() >= KEPT) {
            known.clear();
        }
        return known.computeIfAbsent(word, model::word);
    }

    /** The odds of a word's tags by all but the tags before. */
    private void weigh(TagModel.Word[] said, int at) {
        System.arraycopy(said[at].own(), 0, odds, 0, odds.length);
        if (at > 0) {
            said[at - 1].next().multiply(odds);
        }
        if (at > 1) {
            said[at - 2].nextButOne().multiply(odds);
        }
        if (at + 1 < said.length) {
            said[at + 1].last().multiply(odds);
        }
        if (at + 2 < said.length) {
            said[at + 2].lastButOne().multiply(odds);
        }
        model.place(at).multiply(odds);
    }

    private int largest() {
        int largest = 0;
        for (int tag = 1; tag < odds.length; tag++) {
            largest = odds[tag] > odds[largest] ? tag : largest;
        }
        return largest;
    }
}
