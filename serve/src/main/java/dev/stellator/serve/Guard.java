package dev.stellator.serve;

import dev.stellator.api.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who may come in: a request for this very host, from this page or from none, that shows the token or the cookie
 * that was given for it. Everything that goes out carries the headers that keep a browser from doing more than the page
 * needs. Thread-safe.
 */
final class Guard extends Handler.Wrapper {
    static final String SESSION = "dev.stellator.serve.session";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final String BEARER = "Bearer ";

    private final Sessions sessions;
    private final Runnable activity;
    private volatile int port;

    /** @param activity is run at each request that is let in */
    Guard(Handler inner, Sessions sessions, Runnable activity) {
        super(inner);
        this.sessions = sessions;
        this.activity = activity;
    }

    void listensOn(int number) {
        this.port = number;
    }

    private String cookieName() {
        return "stellator-" + port;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        headers(response);
        String host = request.getHeaders().get(HttpHeader.HOST);
        if (!isOwn(host)) {
            return refuse(
                    response,
                    callback,
                    Problem.of(
                            421,
                            "misdirected",
                            "this server does not answer for that host",
                            "use the address that `stellator serve` printed"));
        }
        if (isForeign(request)) {
            return refuse(
                    response,
                    callback,
                    Problem.of(
                            403,
                            "foreign",
                            "another site asked for this",
                            "open the address that `stellator serve` printed"));
        }
        if (exchangesToken(request)) {
            return enter(request, response, callback);
        }
        Session session = session(request);
        if (session == null) {
            return refuse(
                    response,
                    callback,
                    Problem.of(
                            401,
                            "no token",
                            "this request shows no valid token",
                            "open the address that `stellator serve` printed, or send the token of serve.json as bearer"));
        }
        request.setAttribute(SESSION, session);
        activity.run();
        return super.handle(request, response, callback);
    }

    private static void headers(Response response) {
        var headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("X-Frame-Options", "DENY");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }

    private boolean isOwn(@Nullable String host) {
        return host != null && (host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port));
    }

    private boolean isForeign(Request request) {
        String site = request.getHeaders().get("Sec-Fetch-Site");
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        String host = request.getHeaders().get(HttpHeader.HOST);
        return (site != null && !OWN_SITES.contains(site)) || (origin != null && !origin.equals("http://" + host));
    }

    private static boolean exchangesToken(Request request) {
        return HttpMethod.GET.is(request.getMethod())
                && Request.getPathInContext(request).equals("/")
                && request.getHttpURI().getQuery() != null
                && Request.extractQueryParameters(request).getValue("token") != null;
    }

    /** The token leaves the address at once; what stays is a cookie that no script and no other site can use. */
    private boolean enter(Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        if (!sessions.token().is(String.valueOf(query.getValue("token")))) {
            return refuse(
                    response,
                    callback,
                    Problem.of(
                            401,
                            "no token",
                            "this token is not of this server; each start has a new one",
                            "open the address that `stellator serve` printed last"));
        }
        activity.run();
        HttpCookie cookie = HttpCookie.build(cookieName(), sessions.open())
                .httpOnly(true)
                .path("/")
                .sameSite(HttpCookie.SameSite.STRICT)
                .build();
        Response.putCookie(response, cookie);
        response.setStatus(303);
        response.getHeaders().put(HttpHeader.LOCATION, "/");
        response.write(true, null, callback);
        return true;
    }

    private @Nullable Session session(Request request) {
        HttpField authorization = request.getHeaders().getField(HttpHeader.AUTHORIZATION);
        if (authorization != null) {
            String value = String.valueOf(authorization.getValue());
            return value.startsWith(BEARER) ? sessions.bearer(value.substring(BEARER.length())) : null;
        }
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equals(cookieName())) {
                return sessions.page(cookie.getValue());
            }
        }
        return null;
    }

    private static boolean refuse(Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json; charset=utf-8");
        response.write(true, ByteBuffer.wrap(Json.line(problem).getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
