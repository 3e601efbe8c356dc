package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What its author wrote in the plain text of a mail: without quoted lines and the lines that introduce them, without
 * mails that programs append under a block of header fields, without signatures (RFC 3676, 4.3), the footers of mailing
 * lists, and armour (RFC 9580, 6 and 7).
 */
final class MailText {
    private static final Pattern WROTE = Pattern.compile(
            "\\b(?:wrote|writes|schrieb|schreibt|écrit|escribió|scritto|scrisse|escreveu|schreef|skrev|kirjoitti)\\b"
                    + "|написа|пишет|пише|napisał|napsal|napísal|írta|yazdı|έγραψε|כתב|מאת|كتب|写道|寫道|書きました|のメッセージ|작성",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WHEN =
            Pattern.compile("(?<!\\p{Nd})(?:\\p{Nd}{1,2}[:.h]\\p{Nd}{2}|(?:19|20)\\p{Nd}{2})(?!\\p{Nd})");
    private static final Pattern DIVIDER = Pattern.compile(
            "^\\s*+(?:-{2,}+|_{2,}+|={2,}+)\\s*+(?:original|forwarded|ursprüngliche|weitergeleitete|пересылаемое|пересланное"
                    + "|исходное|переадресованное|message d.origine|message original|message transféré|mensaje original"
                    + "|mensaje reenviado|mensagem original|mensagem encaminhada|messaggio originale|messaggio inoltrato"
                    + "|oorspronkelijk bericht|doorgestuurd bericht|oryginalna|wiadomość oryginalna|původní zpráva"
                    + "|ursprungligt|oprindelig|opprinnelig|原始邮件|原始郵件|转发|邮件原件|元のメッセージ|转发邮件|원본).{0,80}",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern FORWARD_BEGINS = Pattern.compile(
            "^\\s*+(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié"
                    + "|inicio del mensaje reenviado|inizio messaggio inoltrato|начало переадресованного сообщения).{0,10}",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    /** The names of header fields as programs for mail translate them: sender, and the others. */
    private static final Pattern SENDER = field(
            "from|von|de|da|od|от|від|van|från|fra|lähettäjä|feladó|kimden|gönderen|από|expéditeur|remitente|mittente|发件人|寄件者|寄件人|差出人|보낸 사람|보낸사람");

    private static final Pattern OTHER_FIELD = field(
            "sent|date|to|cc|subject|reply-to|gesendet|datum|an|betreff|kopie|envoyé|à|objet|enviado|enviado el|enviada em"
                    + "|enviado em|fecha|para|asunto|data|assunto|inviato|oggetto|a|отправлено|дата|кому|копия|тема|надіслано"
                    + "|копія|verzonden|aan|onderwerp|wysłano|do|dw|temat|odesláno|komu|předmět|kopie|skickat|till|ämne|sendt"
                    + "|til|emne|lähetetty|vastaanottaja|aihe|gönderildi|tarih|kime|konu|发送时间|发送日期|日期|时间|收件人|抄送|主题"
                    + "|寄件日期|收件者|主旨|送信日時|送信日|日時|宛先|件名|보낸 날짜|날짜|받는 사람|받는사람|제목|στάλθηκε|προς|θέμα");
    private static final Pattern SIGNATURE = Pattern.compile("^-- ?$");
    private static final Pattern RULE = Pattern.compile("^\\s*+[_=*-]{20,}+\\s*+$");
    private static final Pattern DEVICE = Pattern.compile(
            "^\\s*+(?:sent from (?:my|outlook|mail|yahoo)|get outlook for|von meinem \\p{L}++ gesendet|gesendet von|envoyé (?:de|depuis) mon"
                    + "|enviado desde mi|enviado do meu|inviato da|отправлено с|надіслано з|verstuurd vanaf|wysłane z|发自我的|從我的"
                    + "|iPhoneから送信|나의 iPhone에서 보냄).{0,60}",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern ARMOUR =
            Pattern.compile("^-----(BEGIN|END) (?:PGP |SSH |RSA |EC |OPENSSH )?([A-Z0-9 ]{3,30})-----\\s*+$");
    /** What keeps letters of Latin in their place in a line of Arabic or Hebrew. */
    private static final Pattern BIDI = Pattern.compile("[\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** What a list's archive puts in place of an attachment. */
    private static final Pattern SCRUBBED = Pattern.compile("^-{10,}+ next part -{10,}+\\s*+$");

    private static final int LONGEST_INTRODUCTION = 300;
    private static final int FIELDS_LOOKED_AT = 7;
    private static final int LINES_OF_INTRODUCTION = 3;

    private MailText() {}

    private static Pattern field(String names) {
        return Pattern.compile(
                "^[\\s>*_]{0,8}(?:" + names + ")[*_\\s]{0,4}[:：].*+", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** What {@link #own} leaves out. */
    static String notOwn(String text) {
        StringBuilder other = new StringBuilder();
        parted(text, new StringBuilder(), other);
        return other.toString();
    }

    static String own(String text) {
        StringBuilder own = new StringBuilder();
        parted(text, own, new StringBuilder());
        return own.toString();
    }

    private static void parted(String text, StringBuilder own, StringBuilder other) {
        List<String> lines = withoutArmour(
                text.lines().map(line -> BIDI.matcher(line).replaceAll("")).toList(), other);
        int end = end(lines);
        boolean[] quoted = new boolean[end];
        for (int at = 0; at < end; at++) {
            quoted[at] =
                    isQuoted(lines.get(at)) || DEVICE.matcher(lines.get(at)).matches();
        }
        for (int at = 0; at < end; at++) {
            if (quoted[at] && (at == 0 || !quoted[at - 1])) {
                introduction(lines, quoted, at);
            }
        }
        for (int at = 0; at < lines.size(); at++) {
            boolean left = at >= end || quoted[at];
            own.append(left ? "" : lines.get(at)).append('\n');
            other.append(left ? lines.get(at) + '\n' : "");
        }
    }

    private static boolean isQuoted(String line) {
        return line.stripLeading().startsWith(">");
    }

    /** Marks the lines that introduce a quotation, which begins at a line. */
    private static void introduction(List<String> lines, boolean[] quoted, int start) {
        int last = start - 1;
        while (last >= 0 && lines.get(last).isBlank()) {
            last--;
        }
        int length = last < 0 || quoted[last] ? 0 : introductionEndingAt(lines, last);
        for (int i = 0; i < length; i++) {
            quoted[last - i] = true;
        }
    }

    /** How many lines up to this one introduce a quotation: {@code On Monday, Anna <anna@example.org> wrote:}; 0 for none. */
    private static int introductionEndingAt(List<String> lines, int last) {
        String line = lines.get(last).strip();
        boolean colon = line.endsWith(":") || line.endsWith("：");
        if (!colon || line.length() > LONGEST_INTRODUCTION || !tells(line)) {
            return 0;
        }
        int count = 1;
        while (count < LINES_OF_INTRODUCTION && last - count >= 0) {
            String before = lines.get(last - count).strip();
            if (before.isEmpty() || !tells(before) || ".!?".indexOf(before.charAt(before.length() - 1)) >= 0) {
                break;
            }
            count++;
        }
        return count;
    }

    private static boolean tells(String line) {
        return WROTE.matcher(line).find()
                || line.indexOf('@') >= 0
                || WHEN.matcher(line).find();
    }

    /** Where another mail, a signature or the footer of a list begins. */
    private static int end(List<String> lines) {
        for (int at = 0; at < lines.size(); at++) {
            String line = lines.get(at);
            if (SIGNATURE.matcher(line).matches()
                    || SCRUBBED.matcher(line).matches()
                    || DIVIDER.matcher(line).matches()
                    || FORWARD_BEGINS.matcher(line).matches()
                    || isListFooter(lines, at)
                    || isHeaderBlock(lines, at)) {
                return at;
            }
            int introduced = introductionEndingAt(lines, at);
            if (introduced > 0 && isUnmarkedQuotation(lines, at, introduced)) {
                return at - introduced + 1;
            }
        }
        return lines.size();
    }

    private static boolean isListFooter(List<String> lines, int at) {
        if (!RULE.matcher(lines.get(at)).matches()) {
            return false;
        }
        return isHeaderBlock(lines, next(lines, at + 1, line -> !line.isBlank()))
                || lines.stream().skip(at + 1L).limit(3).anyMatch(line -> line.contains("mailing list"));
    }

    private static int next(List<String> lines, int from, Predicate<String> wanted) {
        int at = from;
        while (at < lines.size() && !wanted.test(lines.get(at))) {
            at++;
        }
        return at;
    }

    /** Whether the header fields of another mail begin here: its sender, and two more fields soon after. */
    static boolean isHeaderBlock(List<String> lines, int at) {
        if (at >= lines.size() || !SENDER.matcher(lines.get(at)).matches()) {
            return false;
        }
        return lines.subList(at + 1, Math.min(lines.size(), at + FIELDS_LOOKED_AT)).stream()
                        .filter(line -> OTHER_FIELD.matcher(line).matches())
                        .count()
                >= 2;
    }

    /** Whether an introduction names who wrote and when, and no marked quotation follows: then all that follows is one. */
    private static boolean isUnmarkedQuotation(List<String> lines, int last, int count) {
        String introduction = String.join(" ", lines.subList(last - count + 1, last + 1));
        int next = next(lines, last + 1, line -> !line.isBlank());
        return next < lines.size()
                && !isQuoted(lines.get(next))
                && WHEN.matcher(introduction).find()
                && introduction.indexOf('@') >= 0
                && (WROTE.matcher(introduction).find() || introduction.indexOf('<') >= 0);
    }

    /** Whether a paragraph of a page introduces the quotation that follows it. */
    static boolean isIntroduction(String paragraph) {
        return introductionEndingAt(List.of(paragraph), 0) > 0;
    }

    /** Signatures, keys and encrypted text go, and of signed text the lines around it. */
    private static List<String> withoutArmour(List<String> lines, StringBuilder armoured) {
        if (lines.stream().noneMatch(line -> line.startsWith("-----BEGIN "))) {
            return lines;
        }
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        boolean headers = false;
        for (String line : lines) {
            var armour = ARMOUR.matcher(line);
            if (armour.matches()) {
                headers = armour.group(2).equals("SIGNED MESSAGE");
                inside = armour.group(1).equals("BEGIN") && !headers;
                armoured.append(line).append('\n');
            } else if (headers || inside) {
                headers &= !line.isBlank();
                armoured.append(line).append('\n');
            } else {
                kept.add(line.startsWith("- ") && line.startsWith("-", 2) ? line.substring(2) : line);
            }
        }
        return kept;
    }
}
