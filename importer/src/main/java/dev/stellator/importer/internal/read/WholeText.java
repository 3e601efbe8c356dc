package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.List;

/** The text of a format that is held whole, since its marks may refer to any place in it. */
final class WholeText {
    private WholeText() {}

    /** @param limit characters at most */
    static String of(Content content, long limit, String format, Account account) throws IOException {
        StringBuilder text = new StringBuilder();
        try (TextInput in = TextInput.open(content, account::remark)) {
            char[] chunk = new char[1 << 13];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                text.append(chunk, 0, count);
                if (text.length() > limit) {
                    throw new InputRefusedException(format + " of more than " + limit
                            + " characters; split it, or import it as plain text with the extension .txt");
                }
            }
        }
        return Records.repaired(text.toString().replace("\r\n", "\n"));
    }

    static List<String> lines(Content content, long limit, String format, Account account) throws IOException {
        return of(content, limit, format, account).lines().toList();
    }
}
