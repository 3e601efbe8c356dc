package dev.stellator.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.serve.CommandCall;
import dev.stellator.serve.ExplorerServer;
import dev.stellator.serve.ServeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The views that need no graph: the field that comes with the model, and the form of programs. */
class FieldBrowserIT {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final String FIELD = "smollm2-135m-instruct";

    private static ExplorerServer server;
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> complaints = new ArrayList<>();
    private @Nullable BrowserContext context;

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "field").toAbsolutePath();
        Files.createDirectories(PICTURES);
        server = new ExplorerServer(
                new ServeSettings(
                        WorkspaceSettings.in(folder.resolve("graph")),
                        0,
                        true,
                        null,
                        List.of(),
                        new CommandCall.Caller(folder, Map.of(), CommandCall.Terminals.NONE),
                        "test",
                        note -> {}),
                new ServedCommands());
        server.start();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of(System.getProperty("browser", "/usr/bin/chromium")))
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        server.close();
    }

    private Page enter(int width, ColorScheme scheme) {
        close();
        BrowserContext entered = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(scheme));
        context = entered;
        Page page = entered.newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(server.entrance());
        return page;
    }

    private static void go(Page page, String hash) {
        page.navigate("http://127.0.0.1:" + server.port() + "/" + hash);
        page.reload();
        assertThat(page.locator("h1")).isVisible();
    }

    @AfterEach
    void leave() {
        close();
        assertThat(complaints).isEmpty();
    }

    private void close() {
        BrowserContext entered = context;
        if (entered != null) {
            entered.close();
        }
        context = null;
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
        String rules = rules();
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
                    page.evaluate(rules);
                    Object found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': '"
                            + " + v.nodes.map(n => n.target + ' ' + n.failureSummary).slice(0, 3).join(' | '))");
                    assertThat((List<?>) found).as(name).isEmpty();
                }
            }
        }
    }

    private static String rules() throws IOException {
        try (InputStream in = FieldBrowserIT.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
