package dev.stellator.worker;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import dev.stellator.engine.InputRefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The form in which a model was taught to converse: a Jinja template from its files, rendered as the transformers library
 * does (huggingface.co/docs/transformers/chat_templating). What a person says is put between the rendered parts as text,
 * so that a text which spells a special subword stays text. Immutable.
 */
public final class ChatTemplate {
    /** Stands in the template for what is said; no template has it. */
    private static final String SAID = "0f9a63d2-said";

    /** Jinjava strips the white space beside a marked block, not that beside a marked expression. */
    private static final Pattern STRIPPED = Pattern.compile("(?<!\\s)\\s++(?=\\{\\{-)|(?<=-}})\\s++");

    private static final long LONGEST = 64 * 1024;

    private final Tokenizer tokenizer;
    private final String where;
    private final int[] before;
    private final int[] after;

    /**
     * Renders the template once.
     *
     * @param where the template comes from, for errors
     * @throws InputRefusedException when it cannot be rendered, or does not show what is said once
     */
    ChatTemplate(String template, Tokenizer tokenizer, String where) {
        this.tokenizer = tokenizer;
        this.where = where;
        String rendered = render(template);
        int at = rendered.indexOf(SAID);
        if (at < 0 || rendered.indexOf(SAID, at + 1) >= 0) {
            throw refused("it does not show what is said exactly once");
        }
        int[] beginning = tokenizer.encodeMarkup(rendered.substring(0, at));
        int first = beginning.length > 0 && beginning[0] == tokenizer.sink() ? 1 : 0;
        this.before = Arrays.copyOfRange(beginning, first, beginning.length);
        this.after = tokenizer.encodeMarkup(rendered.substring(at + SAID.length()));
    }

    /** The subwords of a conversation in which a person has said this alone and the model begins to answer, without a sink. */
    public int[] asked(String said) {
        return Stream.of(before, tokenizer.encode(said.strip()), after)
                .flatMapToInt(Arrays::stream)
                .toArray();
    }

    private String render(String template) {
        JinjavaConfig limits = JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(LONGEST)
                .build();
        RenderResult result = new Jinjava(limits)
                .renderForResult(
                        STRIPPED.matcher(template).replaceAll(""),
                        Map.of(
                                "messages",
                                List.of(Map.of("role", "user", "content", SAID)),
                                "add_generation_prompt",
                                true,
                                "bos_token",
                                tokenizer.beginOfText().stream()
                                        .mapToObj(tokenizer::piece)
                                        .findFirst()
                                        .orElse(""),
                                "eos_token",
                                IntStream.of(tokenizer.endsOfText())
                                        .mapToObj(tokenizer::piece)
                                        .findFirst()
                                        .orElse("")));
        result.getErrors().stream()
                .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
                .findFirst()
                .ifPresent(error -> {
                    throw refused("line " + error.getLineno() + ": " + error.getMessage());
                });
        return result.getOutput();
    }

    private InputRefusedException refused(String why) {
        return new InputRefusedException(
                where + ": the model's chat template cannot be used (" + why + "); go on without --chat");
    }
}
