import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.guardrail.InputGuardrailException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.stellator.Stellator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusGuardrailTest {
    /** Answers everything, and counts how often it was asked. */
    private static final class FakeModel implements ChatModel {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public ChatResponse doChat(ChatRequest request) {
            asked.incrementAndGet();
            return ChatResponse.builder().aiMessage(AiMessage.from("an answer")).build();
        }
    }

    interface Assistant {
        String ask(String question);
    }

    @Test
    void shouldLetTheModelAnswerWhatTheCorpusKnowsAndNothingElse(@TempDir Path folder) throws IOException {
        FakeModel model = new FakeModel();
        Path questions = Files.copy(Path.of("src/test/resources/questions.csv"), folder.resolve("questions.csv"));
        try (Stellator stellator = Stellator.open(folder.resolve("graph"))) {
            stellator.importer().add(questions).run();
            stellator.basins();
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model)
                    .inputGuardrails(new CorpusGuardrail(stellator, 0.05))
                    .build();

            assertEquals("an answer", assistant.ask("My card was declined in a shop, why is that?"));
            assertEquals("an answer", assistant.ask("How long does it take until a transfer arrives?"));

            InputGuardrailException refused = assertThrows(
                    InputGuardrailException.class,
                    () -> assistant.ask("Which mushrooms grow under oak trees in October?"));
            assertTrue(refused.getMessage().contains("outside of what is known here: p = "), refused.getMessage());
            assertEquals(2, model.asked.get());
        }
    }
}
