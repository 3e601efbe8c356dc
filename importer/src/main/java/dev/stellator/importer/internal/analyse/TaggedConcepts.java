package dev.stellator.importer.internal.analyse;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.ja.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.ko.POS;
import org.jspecify.annotations.Nullable;

/** Whether the word that a token stream stands at is a concept by the tag that its dictionary gives it: Japanese, Korean. */
final class TaggedConcepts {
    private static final List<String> JAPANESE = List.of("名詞", "形容詞-自立");

    /** Numbers, pronouns, dependent nouns, suffixes, and words of time that stand as adverbs. */
    private static final List<String> EMPTY_JAPANESE =
            List.of("名詞-数", "名詞-代名詞", "名詞-非自立", "名詞-接尾", "名詞-副詞可能", "名詞-接続詞的");

    private static final Set<POS.Tag> KOREAN = EnumSet.of(POS.Tag.NNG, POS.Tag.NNP, POS.Tag.XR, POS.Tag.SL, POS.Tag.SH);

    private final @Nullable PartOfSpeechAttribute japanese;
    private final org.apache.lucene.analysis.ko.tokenattributes.@Nullable PartOfSpeechAttribute korean;

    TaggedConcepts(TokenStream tokens) {
        japanese = tokens.getAttribute(PartOfSpeechAttribute.class);
        korean = tokens.getAttribute(org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute.class);
    }

    /** True where the stream has no tags. */
    boolean isConcept() {
        if (japanese != null) {
            String tag = japanese.getPartOfSpeech();
            return tag == null
                    || (JAPANESE.stream().anyMatch(tag::startsWith)
                            && EMPTY_JAPANESE.stream().noneMatch(tag::startsWith));
        }
        return korean == null || korean.getLeftPOS() == null || KOREAN.contains(korean.getLeftPOS());
    }
}
