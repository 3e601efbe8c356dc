package dev.stellator.serve;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Leads each request to the handler of its method and path. What a handler throws becomes a problem. */
final class Router extends Handler.Abstract {
    private static final Logger LOG = Logger.getLogger("dev.stellator.serve");

    private final List<Route> routes = new ArrayList<>();
    private final UnaryOperator<String> withoutPaths;

    /** @param withoutPaths takes the machine's paths out of what is told */
    Router(UnaryOperator<String> withoutPaths) {
        this.withoutPaths = withoutPaths;
    }

    /** Answers one kind of request. */
    interface Answer {
        void to(Exchange exchange) throws Exception;
    }

    /** @param template path whose parts in braces are variables */
    record Route(String method, String template, Answer answer) {}

    Router on(String method, String template, Answer answer) {
        routes.add(new Route(method, template, answer));
        return this;
    }

    /** Methods and paths, for the description of the interface. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        Session session = (Session) Objects.requireNonNull(request.getAttribute(Guard.SESSION));
        boolean known = false;
        for (Route route : routes) {
            Map<String, String> variables = new HashMap<>();
            if (matches(route.template(), path, variables)) {
                known = true;
                if (route.method().equals(request.getMethod())) {
                    answer(route.answer(), new Exchange(request, response, callback, session, variables));
                    return true;
                }
            }
        }
        new Exchange(request, response, callback, session, Map.of())
                .problem(
                        known
                                ? Problem.of(
                                        405,
                                        "method not allowed",
                                        request.getMethod() + " does not go with this path",
                                        "see the interface's description, GET /api/v1/openapi.json")
                                : Problem.of(
                                        404,
                                        "not found",
                                        "there is nothing at this path",
                                        "see the interface's description, GET /api/v1/openapi.json"));
        return true;
    }

    private void answer(Answer answer, Exchange exchange) {
        try {
            answer.to(exchange);
        } catch (Problem.Raised e) {
            exchange.problem(plain(e.problem()));
        } catch (Exception | LinkageError e) {
            if (!(e instanceof dev.stellator.engine.StellatorException)) {
                LOG.log(Level.FINE, "a request failed", e);
            }
            exchange.problem(plain(Problem.of(e)));
        }
    }

    private Problem plain(Problem problem) {
        return new Problem(
                problem.title(),
                problem.status(),
                withoutPaths.apply(problem.detail()),
                withoutPaths.apply(problem.remedy()),
                problem.code(),
                problem.line(),
                problem.column());
    }

    private static boolean matches(String template, String path, Map<String, String> variables) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{") && !given[i].isEmpty()) {
                variables.put(wanted[i].substring(1, wanted[i].length() - 1), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }
}
