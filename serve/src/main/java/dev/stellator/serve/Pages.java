package dev.stellator.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The page's files, out of the class path. */
final class Pages {
    private static final Map<String, String> FILES = Map.of(
            "/", "index.html",
            "/app.js", "app.js",
            "/app.css", "app.css",
            "/icon.svg", "icon.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private Pages() {}

    static void addTo(Router router) {
        FILES.forEach((path, name) -> router.on(
                "GET",
                path,
                exchange -> exchange.answer(
                        200, TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain"), read(name))));
    }

    private static byte[] read(String name) throws IOException {
        try (InputStream in = Pages.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IOException("the page lacks its part " + name);
            }
            return in.readAllBytes();
        }
    }
}
