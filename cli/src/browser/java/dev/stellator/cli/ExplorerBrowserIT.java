package dev.stellator.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ViewportSize;
import dev.stellator.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A newcomer's walk through the page in Chromium, from an empty folder on; then each view at three widths, with the keyboard
 * alone, and with hostile text. Pictures lie in {@code target/pictures}. Runs with {@code -Pbrowser}; the browser is
 * {@code /usr/bin/chromium}, or what the system property {@code browser} names.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExplorerBrowserIT {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final double MILLIS_FOR_WORK = 240_000;
    private static final String HOSTILE = "<img src=x onerror=alert(1)><script>document.title='owned'</script> \u202Egnitirw\u202C "
            + "line\u2028separator";

    private static Path folder;
    private static ServedPage served;

    private Page page;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory(Path.of("target"), "walk").toAbsolutePath();
        Files.createDirectories(PICTURES);
        Path books = Files.createDirectories(folder.resolve("books"));
        for (String name : List.of("en", "ru")) {
            copy(Path.of("..", "samples", name), books.resolve(name));
        }
        Files.writeString(
                books.resolve("hostile.jsonl"),
                Json.line(Map.of("text", HOSTILE + " is a sentence about rivers and maps.")) + "\n"
                        + Json.line(Map.of("text", "A long word about rivers and maps: " + "w".repeat(1 << 20))) + "\n");
        served = new ServedPage(folder, false);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @BeforeEach
    void open() {
        enter(new Browser.NewContextOptions().setViewportSize(1400, 900));
    }

    private void enter(Browser.NewContextOptions options) {
        page = served.enter(options);
    }

    @AfterEach
    void close() {
        page.context().close();
        assertThat(served.takeComplaints()).isEmpty();
    }

    private void go(String hash) {
        served.go(page, hash);
        assertThat(page.locator("main[data-ready=true]"))
                .isVisible(new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions()
                        .setTimeout(MILLIS_FOR_WORK));
    }

    private static com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions forWork() {
        return new com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions().setTimeout(MILLIS_FOR_WORK);
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private void work(String command) {
        go("#/jobs");
        page.getByLabel("What").selectOption(command);
        if (command.equals("import")) {
            page.getByLabel("Folder or file on this machine").fill(folder.resolve("books").toString());
        }
        picture("walk-" + command);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Start")).click();
        assertThat(page.locator(".side h2")).containsText(command);
        assertThat(page.locator(".side h2", new Page.LocatorOptions().setHasText("done, exit code 0")))
                .isVisible(forWork());
    }

    @Test
    @Order(1)
    void shouldSayWhatToDoWhereThereIsNothing() {
        for (String view : List.of("map", "probe", "path", "think", "cypher")) {
            go("#/" + view);
            assertThat(page.getByText("There is no graph in this data folder yet")).isVisible();
        }
        picture("empty");
        go("#/measure");
        assertThat(page.getByText("Nothing was measured yet")).isVisible();
    }

    @Test
    @Order(2)
    void shouldLeadANewcomerFromAFolderToAPath() {
        work("import");
        go("#/map");
        assertThat(page.getByText("There are no basins yet")).isVisible();
        work("basins");
        go("#/map");
        assertThat(page.locator(".plane[data-labels]")).isVisible(forWork());
        assertThat(page.locator(".basins li").first()).isVisible();
        picture("walk-map");
        page.getByLabel("Look for").fill("bread");
        page.keyboard().press("Enter");
        assertThat(page.locator(".chosen .thoughts li").first()).isVisible();
        picture("walk-search");
        go("#/probe");
        page.getByLabel("A thought of your own").fill("A theory is tested by what it forbids.");
        assertThat(page.locator(".verdict")).containsText("Inside");
        picture("walk-probe");
        go("#/path?from=error&to=theory");
        assertThat(page.locator(".chain li").first()).isVisible(forWork());
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Store this path")).click();
        assertThat(page.locator("table tbody tr")).hasCount(1);
        picture("walk-path");
    }

    @Test
    @Order(3)
    void shouldShowHostileTextAsText() {
        go("#/map?q=" + "img%20onerror%20script%20rivers%20and%20maps");
        assertThat(page.locator(".chosen .thoughts li").first()).isVisible();
        assertThat(page.locator(".chosen .document").filter(new Locator.FilterOptions().setHasText("onerror=alert")).first())
                .isVisible();
        assertThat(page.locator("main img, main script")).hasCount(0);
        assertThat(page.title()).isEqualTo("Map · Stellator");
        go("#/probe?q=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
        assertThat(page.locator(".verdict")).isVisible();
        assertThat(page.locator("main img, main script")).hasCount(0);
        picture("hostile");
    }

    @Test
    @Order(4)
    void shouldAnswerQueriesAndKeepThemFromWriting() {
        go("#/cypher");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run")).click();
        assertThat(page.locator("section table tbody tr").first()).isVisible();
        picture("walk-cypher");
        go("#/cypher?q=CREATE%20(n%3ANothing)");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Run")).click();
        assertThat(page.locator(".problem")).containsText("may only read");
    }

    @Test
    @Order(5)
    void shouldPlaceAFaultOfAProgram() {
        go("#/program");
        page.locator("#program").fill("TOKEN -> \"error\"\nDRIFT -> nonsense\nANCHOR -> \"theory\"\n");
        assertThat(page.locator(".problem")).containsText("line 2");
        assertThat(page.locator(".fault")).isVisible();
        picture("program-fault");
    }

    @Test
    @Order(6)
    void shouldFitEachViewOnEachScreen() {
        for (int width : new int[] {400, 800, 1400}) {
            page.setViewportSize(width, 900);
            for (String view : List.of(
                    "map", "probe?q=Two%20statements%20that%20cannot%20both%20hold.", "path?from=error&to=theory",
                    "program", "think", "measure", "field", "jobs", "cypher")) {
                go("#/" + view);
                page.waitForTimeout(600);
                String name = view.replaceAll("\\?.*", "");
                picture(name + "-" + width);
                int wide = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
                assertThat(wide).as(name + " at " + width).isLessThanOrEqualTo(width);
            }
        }
        ViewportSize phone = page.viewportSize();
        assertThat(phone.width).isEqualTo(1400);
    }

    @Test
    @Order(7)
    void shouldBeReadableInTheDark() {
        page.context().close();
        enter(new Browser.NewContextOptions()
                .setViewportSize(1400, 900)
                .setColorScheme(ColorScheme.DARK)
                .setReducedMotion(ReducedMotion.REDUCE));
        for (String view : List.of("map", "probe?q=Bread%20is%20baked.", "path?from=error&to=theory", "cypher")) {
            go("#/" + view);
            page.waitForTimeout(600);
            picture(view.replaceAll("\\?.*", "") + "-dark");
        }
    }

    @Test
    @Order(8)
    void shouldBeUsedByTheKeyboardAlone() throws IOException {
        go("#/map");
        assertThat(page.locator(".plane[data-labels]")).isVisible();
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        page.locator(".plane").focus();
        page.keyboard().press("+");
        page.keyboard().press("ArrowLeft");
        page.keyboard().press("Enter");
        assertThat(page.locator(".chosen .thoughts li")).hasCount(1);
        Files.writeString(
                PICTURES.resolve("map-accessible-tree.txt"),
                page.locator("body").ariaSnapshot());
    }

    @Test
    @Order(8)
    void shouldHaveNoFaultOfAccessibilityThatIsKnown() throws IOException {
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.context().close();
            enter(new Browser.NewContextOptions().setViewportSize(1400, 900).setColorScheme(scheme));
            for (String view : List.of(
                    "map",
                    "probe?q=Bread%20is%20baked.",
                    "path?from=error&to=theory",
                    "program",
                    "think",
                    "measure",
                    "jobs",
                    "cypher")) {
                go("#/" + view);
                page.waitForTimeout(500);
                assertThat(ServedPage.faultsOfAccessibility(page)).as(view + " " + scheme).isEmpty();
            }
        }
    }

    @Test
    @Order(9)
    void shouldDrawSixtyTimesASecond() {
        go("#/map");
        assertThat(page.locator(".plane[data-paint]")).isVisible();
        page.locator(".plane").focus();
        for (int i = 0; i < 30; i++) {
            page.keyboard().press(i % 2 == 0 ? "ArrowLeft" : "ArrowRight");
        }
        double millis = Double.parseDouble(page.locator(".plane").getAttribute("data-paint"));
        assertThat(millis).as("milliseconds of one picture").isLessThan(16);
    }

    @Test
    @Order(10)
    void shouldSayThatTheServerIsGone() {
        go("#/map");
        served.server().close();
        assertThat(page.locator(".problem", new Page.LocatorOptions().setHasText("The server does not answer")))
                .isVisible();
        picture("gone");
    }
}
