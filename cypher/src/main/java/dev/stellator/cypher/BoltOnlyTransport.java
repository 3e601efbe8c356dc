package dev.stellator.cypher;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.ServerDomainSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.neo4j.bolt.protocol.common.connector.transport.ConnectorTransport;

/**
 * Sockets of the embedded database's Bolt port, which end a connection that does not begin as Bolt does. The port of Neo4j
 * also answers HTTP, and WebSocket upgrades of any origin, so that a page in a browser could talk to it; there is no setting
 * against that. Neo4j finds this class by its service file, and takes it only where an embedded database was asked for: in a
 * server that has the procedures as a plug-in, it stays out of the way.
 */
public final class BoltOnlyTransport implements ConnectorTransport {
    /** First of the four bytes that begin a Bolt connection. */
    private static final byte BOLT = 0x60;

    private static volatile boolean embedded;

    /** Lets databases that start from now on in this process take this transport. */
    static void useFromNowOn() {
        embedded = true;
    }

    @Override
    public String getName() {
        return "Bolt only";
    }

    /** Before those that Neo4j brings. */
    @Override
    public int getPriority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public boolean isAvailable() {
        return embedded;
    }

    @Override
    public boolean isNative() {
        return false;
    }

    @Override
    public EventLoopGroup createEventLoopGroup(int threads, ThreadFactory factory) {
        return new NioEventLoopGroup(threads, factory);
    }

    @Override
    public Class<? extends ServerSocketChannel> getSocketChannelType() {
        return GuardedServerChannel.class;
    }

    @Override
    public @Nullable Class<? extends ServerDomainSocketChannel> getDomainSocketChannelType() {
        return null;
    }

    /** A listening socket that puts a guard before all else that handles an accepted connection. */
    public static final class GuardedServerChannel extends NioServerSocketChannel {
        /** Called by reflection. */
        public GuardedServerChannel() {
            pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext context, Object accepted) {
                    if (accepted instanceof Channel connection) {
                        connection.pipeline().addFirst(new Guard());
                    }
                    context.fireChannelRead(accepted);
                }
            });
        }
    }

    /** Looks at the first byte of a connection, and leaves when it is Bolt's. */
    private static final class Guard extends ChannelInboundHandlerAdapter {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && bytes.isReadable()) {
                if (bytes.getByte(bytes.readerIndex()) != BOLT) {
                    ReferenceCountUtil.release(message);
                    context.close();
                    return;
                }
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }
    }
}
