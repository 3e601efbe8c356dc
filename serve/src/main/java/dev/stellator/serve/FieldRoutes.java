package dev.stellator.serve;

import dev.stellator.api.LearnedFields;
import dev.stellator.api.Resident;
import dev.stellator.api.json.JsonSchemas;
import org.eclipse.jetty.util.URIUtil;

/** Learned fields: those that there are, and the numbers of one. The language model is not opened for them. */
final class FieldRoutes {
    private final Resident resident;

    FieldRoutes(Resident resident) {
        this.resident = resident;
    }

    void addTo(Router router) {
        router.on(
                        "GET",
                        "/api/v1/fields",
                        exchange ->
                                exchange.json(200, LearnedFields.of(resident).all()))
                .on("GET", "/api/v1/fields/{name}", this::one);
    }

    private void one(Exchange exchange) {
        String name = URIUtil.decodePath(exchange.variable("name"));
        exchange.json(
                200,
                JsonSchemas.named("field-numbers", LearnedFields.of(resident).named(name)));
    }
}
