package dev.stellator.importer.internal.read;

/** Where a text that is too long may be cut with the least harm. */
final class CutPoints {
    private CutPoints() {}

    /** The best place to cut at or before {@code limit}: after a sentence, a clause, a word, or between characters. */
    static int before(CharSequence text, int limit) {
        int lowest = limit / 2;
        int clause = -1;
        int space = -1;
        for (int at = limit - 1; at > lowest; at--) {
            if (!Character.isWhitespace(text.charAt(at))) {
                continue;
            }
            char left = text.charAt(at - 1);
            if (".!?…".indexOf(left) >= 0 && startsSentence(text, at + 1)) {
                return at;
            }
            clause = clause < 0 && ",;:".indexOf(left) >= 0 ? at : clause;
            space = space < 0 ? at : space;
        }
        int best = clause >= 0 ? clause : space;
        return best >= 0 ? best : betweenCharacters(text, limit);
    }

    private static boolean startsSentence(CharSequence text, int at) {
        return at < text.length() && !Character.isLowerCase(text.charAt(at));
    }

    private static int betweenCharacters(CharSequence text, int limit) {
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }
}
