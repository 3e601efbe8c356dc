package dev.stellator.worker.pull;

import dev.stellator.engine.InputRefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model on the Hugging Face hub. */
public record HubModel(String owner, String name, String revision) {
    public static final String PREFIX = "hf:";
    private static final Pattern FORM = Pattern.compile(
            PREFIX + "([A-Za-z0-9][\\w.-]{0,95})/([A-Za-z0-9][\\w.-]{0,95})(?:@([A-Za-z0-9][\\w.-]{0,95}))?");

    /** From {@code hf:owner/name[@revision]}; without a revision, main. */
    public static HubModel parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || text.contains("..")) {
            throw new InputRefusedException("expected hf:OWNER/NAME or hf:OWNER/NAME@REVISION, found '" + text + "'");
        }
        return new HubModel(matcher.group(1), matcher.group(2), matcher.group(3) == null ? "main" : matcher.group(3));
    }

    @Override
    public String toString() {
        return PREFIX + owner + "/" + name + "@" + revision;
    }
}
