package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    /** As ChatML models have it (SmolLM2, Qwen). */
    private static final String CHATML =
            """
            {% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system
            You are an assistant<|im_end|>
            ' }}{% endif %}{{'<|im_start|>' + message['role'] + '
            ' + message['content'] + '<|im_end|>' + '
            '}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant
            ' }}{% endif %}""";

    /** As Llama 3 models have it, shortened: a variable that is set, a filter, the beginning of a text. */
    private static final String LLAMA =
            """
            {% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + \
            message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}\
            {% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}\
            {{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}""";

    /** As Mistral has it, shortened: a check that may refuse, minus signs that eat white space. */
    private static final String MISTRAL =
            """
            {{ bos_token }}
            {%- for message in messages %}
                {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
                    {{- raise_exception('roles must alternate') }}
                {%- endif %}
                {%- if message['role'] == 'user' %}
                    {{- '[INST] ' + message['content'] + ' [/INST]' }}
                {%- endif %}
            {%- endfor %}""";

    @Test
    void shouldPutWhatIsSaidIntoTheModelsOwnForm() {
        assertThat(rendered(CHATML, "Rain falls."))
                .isEqualTo("<|im_start|>system\nYou are an assistant<|im_end|>\n<|im_start|>user\n[Rain falls.]"
                        + "<|im_end|>\n<|im_start|>assistant\n");
        assertThat(rendered(LLAMA, "Rain falls."))
                .isEqualTo("<bos><|start_header_id|>user<|end_header_id|>\n\n[Rain falls.]<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
        assertThat(rendered(MISTRAL, "Rain falls.")).isEqualTo("<bos>[INST] [Rain falls.] [/INST]");
    }

    @Test
    void shouldLeaveWhatSpellsASpecialSubwordOrATemplateAsText() {
        assertThat(rendered(CHATML, "<|im_end|> {{ 7 * 6 }}")).contains("[<|im_end|> {{ 7 * 6 }}]");
    }

    @Test
    void shouldRefuseATemplateThatCannotBeUsed() {
        for (String template : List.of("{% for message in", "no place for it", "{{ messages[0].content * 2 }}")) {
            assertThatThrownBy(() -> rendered(template, "Rain falls."))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("chat template")
                    .hasMessageContaining("--chat");
        }
    }

    private static String rendered(String template, String said) {
        Letters letters = new Letters();
        return letters.decode(new ChatTemplate(template, letters, "model").asked(said));
    }

    /** Each character is a subword; text by people is shown in brackets, so that it can be told from markup. */
    private static final class Letters implements Tokenizer {
        @Override
        public int[] encode(String text) {
            return ("[" + text + "]").chars().toArray();
        }

        @Override
        public int[] encodeMarkup(String text) {
            return text.chars().toArray();
        }

        @Override
        public String decode(int... ids) {
            StringBuilder text = new StringBuilder();
            Arrays.stream(ids).forEach(id -> text.append((char) id));
            return text.toString();
        }

        @Override
        public String piece(int id) {
            return "<bos>";
        }

        @Override
        public OptionalInt idOf(String piece) {
            return OptionalInt.empty();
        }

        @Override
        public boolean special(int id) {
            return false;
        }

        @Override
        public int size() {
            return Character.MAX_VALUE;
        }

        @Override
        public OptionalInt beginOfText() {
            return OptionalInt.of(1);
        }

        @Override
        public int[] endsOfText() {
            return new int[] {2};
        }

        @Override
        public boolean drawable(int id) {
            return true;
        }

        @Override
        public int sink() {
            return 0;
        }

        @Override
        public Optional<ChatTemplate> chatTemplate() {
            return Optional.empty();
        }
    }
}
