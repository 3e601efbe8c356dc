package dev.stellator.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The browsers that have shown the token; the oldest are forgotten beyond some hundred. Thread-safe. */
final class Sessions {
    private static final int MOST = 256;

    private final Secret token = Secret.fresh();
    private final Session bearer = Session.ofBearer();
    private final Map<String, Session> pages = new LinkedHashMap<>();

    Secret token() {
        return token;
    }

    /** A new session for whoever shows the token; its name is the cookie's value. */
    synchronized String open() {
        String name = Secret.fresh().text();
        pages.put(name, Session.ofPage());
        if (pages.size() > MOST) {
            pages.remove(pages.keySet().iterator().next());
        }
        return name;
    }

    synchronized @Nullable Session page(String cookie) {
        return pages.get(cookie);
    }

    @Nullable
    Session bearer(String shown) {
        return token.is(shown) ? bearer : null;
    }
}
