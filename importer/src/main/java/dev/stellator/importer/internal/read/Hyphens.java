package dev.stellator.importer.internal.read;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Words divided at line ends. */
final class Hyphens {
    /** What keeps its hyphen before the break, and after it. */
    private static final Set<String> FIRST = Set.of(
            "self", "well", "half", "ill", "non", "all", "кое", "кой", "в", "штабс", "обер", "вице", "северо", "юго",
            "давным", "еле", "чуть", "точь", "мало", "далеко");

    private static final Set<String> SECOND =
            Set.of("либо", "нибудь", "таки", "с", "like", "in", "out", "up", "off", "on");

    /** Syllables that begin many words, and keep their hyphen before these alone: {@code ex-ample}, {@code ex-king}. */
    private static final Map<String, Set<String>> FIRST_BEFORE = Map.of(
            "so", Set.of("called", "and"),
            "ex",
                    Set.of(
                            "president",
                            "minister",
                            "king",
                            "queen",
                            "emperor",
                            "wife",
                            "husband",
                            "officer",
                            "soldier",
                            "convict",
                            "champion",
                            "chancellor",
                            "member",
                            "servant",
                            "officio"),
            "экс", Set.of("президент", "министр", "король", "чемпион", "жена", "муж"),
            "во", Set.of("первых", "вторых"),
            "из", Set.of("за", "под", "подо"),
            "по",
                    Set.of(
                            "моему",
                            "твоему",
                            "своему",
                            "нашему",
                            "вашему",
                            "ихнему",
                            "другому",
                            "иному",
                            "разному",
                            "прежнему",
                            "новому",
                            "старому",
                            "видимому",
                            "настоящему",
                            "хорошему",
                            "всякому",
                            "русски",
                            "немецки",
                            "французски",
                            "английски",
                            "латыни",
                            "человечески",
                            "детски",
                            "братски",
                            "приятельски",
                            "дружески",
                            "видимости"));

    /** Syllables that end many words, and keep their hyphen after these alone: {@code мес-то}, {@code кто-то}. */
    private static final Map<String, Set<String>> SECOND_AFTER = Map.of(
            "то",
                    Set.of(
                            "что", "кто", "кого", "кому", "кем", "ком", "чего", "чему", "чем", "чём", "как", "какой",
                            "какая", "какое", "какие", "какого", "какую", "какому", "каким", "каких", "какими", "где",
                            "когда", "куда", "откуда", "почему", "отчего", "зачем", "сколько", "чей", "чья", "чьё",
                            "так", "там", "тут", "всё", "он"),
            "ка",
                    Set.of(
                            "ну",
                            "на",
                            "дай",
                            "дайте",
                            "скажи",
                            "скажите",
                            "смотри",
                            "посмотри",
                            "поди",
                            "пойдём",
                            "постой",
                            "погоди",
                            "иди"),
            "де", Set.of("он", "она", "они", "что", "я"));

    /** Words that end like a compound and are none. */
    private static final Set<String> UNDIVIDED = Set.of(
            "without",
            "within",
            "therein",
            "wherein",
            "herein",
            "upon",
            "thereon",
            "hereon",
            "unlike",
            "throughout",
            "hereupon",
            "thereupon",
            "whereupon");

    private Hyphens() {}

    /** Whether a word seems to go on in the next line. */
    static boolean endsDivided(String before, String after) {
        int last = before.length() - 1;
        return last > 0
                && !after.isEmpty()
                && isHyphen(before.charAt(last))
                && Character.isLetter(before.charAt(last - 1))
                && Character.isLowerCase(after.charAt(0));
    }

    /** Joins two lines, of which the first may end inside a word. */
    static void join(StringBuilder text, String line, boolean hyphenated) {
        if (endsDivided(tail(text), line)) {
            int last = text.length() - 1;
            if (text.charAt(last) == '\u00AD' || (hyphenated && !keeps(text, line))) {
                text.setLength(last);
            }
            text.append(line);
        } else if (endsWithTightDash(text)) {
            text.append(line);
        } else {
            text.append(' ').append(line);
        }
    }

    private static String tail(StringBuilder text) {
        return text.substring(Math.max(0, text.length() - 2));
    }

    private static boolean endsWithTightDash(StringBuilder text) {
        int last = text.length() - 1;
        return last > 0 && text.charAt(last) == '—' && Character.isLetterOrDigit(text.charAt(last - 1));
    }

    private static boolean keeps(StringBuilder text, String line) {
        int start = text.length() - 1;
        while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        boolean compound = start > 0 && text.charAt(start - 1) == '-';
        String first = text.substring(start, text.length() - 1).toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < line.length() && Character.isLetter(line.charAt(end))) {
            end++;
        }
        String second = line.substring(0, end).toLowerCase(Locale.ROOT);
        return compound || isCompound(first, second);
    }

    private static boolean isCompound(String first, String second) {
        if (UNDIVIDED.contains(first + second)) {
            return false;
        }
        return FIRST.contains(first)
                || SECOND.contains(second)
                || FIRST_BEFORE.getOrDefault(first, Set.of()).contains(second)
                || SECOND_AFTER.getOrDefault(second, Set.of()).contains(first);
    }

    private static boolean isHyphen(char c) {
        return c == '-' || c == '\u2010' || c == '\u00AD';
    }
}
