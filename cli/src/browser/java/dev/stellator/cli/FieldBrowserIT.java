package dev.stellator.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The views that need no graph: the field that comes with the model, and the form of programs. */
class FieldBrowserIT {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final String FIELD = "smollm2-135m-instruct";

    private static ServedPage served;

    private @Nullable Page page;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "field").toAbsolutePath();
        Files.createDirectories(PICTURES);
        served = new ServedPage(folder, true);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private Page enter(int width, ColorScheme scheme) {
        close();
        Page entered =
                served.enter(new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
        page = entered;
        return entered;
    }

    private static void go(Page page, String hash) {
        served.go(page, hash);
        assertThat(page.locator("h1")).isVisible();
    }

    @AfterEach
    void leave() {
        close();
        assertThat(served.takeComplaints()).isEmpty();
    }

    private void close() {
        if (page != null) {
            page.context().close();
        }
        page = null;
    }

    @Test
    void shouldShowTheFieldInUseByTheKeyboardAlone() {
        Page page = enter(1400, ColorScheme.LIGHT);
        go(page, "#/field");
        assertThat(page.locator(".stage h2").first()).containsText(FIELD);
        assertThat(page.locator(".stage h2").first()).containsText("in use");
        assertThat(page.locator(".heat tbody tr").first()).containsText("20");
        assertThat(page.locator(".bands tbody tr").first()).containsText("none");
        String before = page.locator(".heat tbody").innerText();
        page.locator("#part").focus();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".stage")).containsText("added to the scores of the step that is shown");
        assertThat(page.url()).contains("#/field/" + FIELD + "?part=on");
        assertThat(page.locator(".heat tbody").innerText()).isNotEqualTo(before);
    }

    @Test
    void shouldSayWhatToDoWhereALinkIsStale() {
        Page page = enter(1400, ColorScheme.LIGHT);
        go(page, "#/field/nothing");
        assertThat(page.locator(".problem")).containsText("there is no field 'nothing'");
        assertThat(page.locator(".problem .remedy")).containsText("stellator train");
        page.locator(".side a").first().click();
        assertThat(page.locator(".heat")).isVisible();
        assertThat(page.locator(".problem")).hasCount(0);
    }

    @Test
    void shouldWriteTheTextFromTheFormAndTheFormFromTheText() {
        Page page = enter(1400, ColorScheme.LIGHT);
        go(page, "#/program");
        page.locator("#form-drift").selectOption("DIRECTION");
        page.locator("#form-last").fill("20");
        page.locator("#form-last").press("Tab");
        assertThat(page.locator("#program"))
                .hasValue(java.util.regex.Pattern.compile("DRIFT -> direction sweep on layers 17-20"));
        page.locator("#program").fill("TOKEN -> \"a\"\nDRIFT -> field hold strength 0.5\nANCHOR -> \"b\"\n");
        assertThat(page.locator("#form-strength")).hasValue("0.5");
        assertThat(page.locator("#form-window")).hasValue("HOLD");
        assertThat(page.locator("#form-tokens")).hasValue("a");
        page.locator("#form-strength").fill("-1");
        page.locator("#form-strength").press("Tab");
        assertThat(page.locator(".program-form .problem")).containsText("at least 0");
        page.locator("#program").fill("# a note\nTOKEN -> \"a\"\n");
        assertThat(page.getByText("change it as text")).isVisible();
    }

    @Test
    void shouldFitEachScreenAndHaveNoKnownFaultOfAccessibility() throws IOException {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : new int[] {400, 800, 1400}) {
                Page page = enter(width, scheme);
                for (String view : List.of("field", "program")) {
                    go(page, "#/" + view);
                    assertThat(page.locator(view.equals("field") ? ".heat" : ".program-form")).isVisible();
                    String name = view + "-" + width + (scheme == ColorScheme.DARK ? "-dark" : "");
                    page.screenshot(new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(PICTURES.resolve(name + ".png")));
                    int wide = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
                    assertThat(wide).as(name).isLessThanOrEqualTo(width);
                    assertThat(ServedPage.faultsOfAccessibility(page)).as(name).isEmpty();
                }
            }
        }
    }
}
