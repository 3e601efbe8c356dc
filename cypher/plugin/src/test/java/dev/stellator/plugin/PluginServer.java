package dev.stellator.plugin;

import java.nio.file.Path;
import java.util.List;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.kernel.api.procedure.GlobalProcedures;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/** A Neo4j with GDS and a plug-in folder, in a JVM whose class path has nothing of Stellator; it ends with its input. */
final class PluginServer {
    private PluginServer() {}

    /** Takes the home folder of a database and a plug-in folder, and prints the port of Bolt. */
    public static void main(String[] arguments) throws Exception {
        DatabaseManagementService service = new DatabaseManagementServiceBuilder(Path.of(arguments[0]))
                .setConfig(GraphDatabaseSettings.plugin_dir, Path.of(arguments[1]))
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
                .setConfig(GraphDatabaseSettings.udc_enabled, false)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .build();
        var resolver = ((GraphDatabaseAPI) service.database("neo4j")).getDependencyResolver();
        GlobalProcedures procedures = resolver.resolveDependency(GlobalProcedures.class);
        for (String name : List.of(
                "catalog.GraphProjectProc", "catalog.GraphDropProc", "paths.sourcetarget.ShortestPathYensStreamProc")) {
            procedures.registerProcedure(Class.forName("org.neo4j.gds." + name));
        }
        System.out.println("port "
                + resolver.resolveDependency(ConnectorPortRegister.class)
                        .getLocalAddress(ConnectorType.BOLT)
                        .getPort());
        while (System.in.read() >= 0) {
            // until the test closes this process's input
        }
        service.shutdown();
        System.exit(0);
    }
}
