package dev.stellator.cli;

import picocli.CommandLine.IVersionProvider;

/** The product's version, from its jar. */
final class Version implements IVersionProvider {
    static String number() {
        String stated = Version.class.getPackage().getImplementationVersion();
        return stated == null ? "development" : stated;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "stellator " + number(), "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
        };
    }
}
