package dev.stellator.importer.internal.analyse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;
import opennlp.tools.postag.POSModel;
import opennlp.tools.util.StringUtil;
import opennlp.tools.util.featuregen.FeatureGeneratorUtil;

/**
 * A model of parts of speech of OpenNLP, by what each of its features says. The names of features are those of its
 * generators for word, prefix, suffix, class of the token, neighbours and tags before. Thread-safe.
 */
final class TagModel {
    private static final int LONGEST_AFFIX = 4;

    private final Map<String, Factors> features;
    private final String[] tags;

    private final Factors[] afterTag;

    /** What the two tags before say together, by the first of them and the second, as one number. */
    private final Factors[] afterTags;

    private final Factors first;
    private final Factors second;
    private final Factors third;

    private TagModel(AbstractModel model) {
        features = features(model);
        tags = new String[model.getNumOutcomes()];
        Arrays.setAll(tags, model::getOutcome);
        afterTag = new Factors[tags.length];
        Arrays.setAll(afterTag, tag -> of("t=" + tags[tag]));
        afterTags = new Factors[tags.length * tags.length];
        Arrays.setAll(afterTags, pair -> afterTags(pair / tags.length, pair % tags.length));
        first = of("S=begin");
        second = of("p1S=begin");
        third = of("p2S=begin");
    }

    static TagModel read(InputStream in) throws IOException {
        return new TagModel(new POSModel(in).getArtifact("pos.model"));
    }

    private static Map<String, Factors> features(AbstractModel model) {
        Map<String, Factors> features = new HashMap<>();
        ((Map<?, ?>) model.getDataStructures()[1])
                .forEach((name, weights) ->
                        features.put((String) name, Factors.of((Context) weights, model.getNumOutcomes())));
        return features;
    }

    private Factors afterTags(int tagBefore, int tag) {
        return Factors.each(tags.length, afterTag[tag], of("t2=" + tags[tagBefore] + "," + tags[tag]));
    }

    private Factors of(String feature) {
        return features.getOrDefault(feature, Factors.NONE);
    }

    int size() {
        return tags.length;
    }

    String tag(int index) {
        return tags[index];
    }

    /** What the place of a word in its sentence says of it. */
    Factors place(int index) {
        return switch (index) {
            case 0 -> first;
            case 1 -> second;
            case 2 -> third;
            default -> Factors.NONE;
        };
    }

    /** What the two tags before say of a word; negative ones stand before the sentence. */
    Factors after(int tagBefore, int tag) {
        if (tagBefore >= 0) {
            return afterTags[tagBefore * tags.length + tag];
        }
        return tag < 0 ? Factors.NONE : afterTag[tag];
    }

    /**
     * What a word says of its own part of speech and of its neighbours'.
     *
     * @param own the odds of its own tags
     * @param next of the word after it
     * @param nextButOne of the word after that
     * @param last of the word before it
     * @param lastButOne of the word before that
     */
    record Word(double[] own, Factors next, Factors nextButOne, Factors last, Factors lastButOne) {}

    Word word(String word) {
        double[] odds = new double[tags.length];
        Arrays.fill(odds, 1);
        of("def").multiply(odds);
        for (int length = 1; length <= Math.min(LONGEST_AFFIX, word.length()); length++) {
            of("suf=" + word.substring(word.length() - length)).multiply(odds);
            of("pre=" + word.substring(0, length)).multiply(odds);
        }
        String lower = StringUtil.toLowerCase(word);
        String looks = FeatureGeneratorUtil.tokenFeature(word);
        of("w=" + lower).multiply(odds);
        of("wc=" + looks).multiply(odds);
        of("w&c=" + lower + "," + looks).multiply(odds);
        return new Word(odds, of("p1w=" + lower), of("p2w=" + lower), of("n1w=" + lower), of("n2w=" + lower));
    }
}
