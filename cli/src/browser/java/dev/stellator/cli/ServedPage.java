package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.serve.CommandCall;
import dev.stellator.serve.ExplorerServer;
import dev.stellator.serve.ServeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A server on a folder's graph, and Chromium in front of it: {@code /usr/bin/chromium}, or the system property {@code browser}. */
final class ServedPage implements AutoCloseable {
    private final List<String> complaints = new ArrayList<>();
    private final ExplorerServer server;
    private final Playwright playwright;
    private final Browser browser;

    /** @param folder working folder of what the server does; its graph lies in it */
    ServedPage(Path folder, boolean readOnly) throws IOException {
        server = new ExplorerServer(
                new ServeSettings(
                        WorkspaceSettings.in(folder.resolve("graph")),
                        0,
                        readOnly,
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

    ExplorerServer server() {
        return server;
    }

    /** A page of a context of its own, entered by the token; what it complains of is kept. */
    Page enter(Browser.NewContextOptions options) {
        BrowserContext context = browser.newContext(options);
        Page page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("Failed to load resource")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(server.entrance());
        assertThat(page.url()).doesNotContain("token");
        return page;
    }

    /** Opens a view, as by a link. */
    void go(Page page, String hash) {
        page.navigate("http://127.0.0.1:" + server.port() + "/" + hash);
        page.reload();
    }

    /** What axe finds against a page; empty for no known fault. */
    static List<?> faultsOfAccessibility(Page page) throws IOException {
        try (InputStream in = ServedPage.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<?>) page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': '"
                + " + v.nodes.map(n => n.target + ' ' + n.failureSummary).slice(0, 3).join(' | '))");
    }

    /** What pages complained of since this was asked last. */
    List<String> takeComplaints() {
        List<String> taken = List.copyOf(complaints);
        complaints.clear();
        return taken;
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        server.close();
    }
}
