package org.rapport.server.door;

import java.nio.channels.SocketChannel;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP/1.1 on which one address holds no more than its share of the connections; the next one of
 * that address is closed, and everybody else's is taken. Tomcat itself bounds only all together.
 */
public final class CappedProtocol extends Http11NioProtocol {
  private static final int EACH = 500;

  private final CappedEndpoint capped;

  /** Made by its name, as Tomcat makes protocols. */
  public CappedProtocol() {
    this(new CappedEndpoint());
  }

  private CappedProtocol(CappedEndpoint endpoint) {
    super(endpoint);
    this.capped = endpoint;
  }

  /** Proxies bring everybody's connections, and have no share. */
  void trust(TrustedProxies proxies) {
    capped.proxies = proxies;
  }

  private static final class CappedEndpoint extends NioEndpoint {
    private volatile TrustedProxies proxies = TrustedProxies.of("");

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
      return isWithinShare(socket) && super.setSocketOptions(socket);
    }

    private boolean isWithinShare(SocketChannel socket) {
      // To count is only worth it where anybody could have that many.
      if (connections.size() < EACH) {
        return true;
      }
      String address = socket.socket().getInetAddress().getHostAddress();
      if (proxies.trusts(address)) {
        return true;
      }
      String network = TrustedProxies.network(address);
      int held = 0;
      for (SocketWrapperBase<NioChannel> connection : connections.values()) {
        if (network.equals(TrustedProxies.network(connection.getRemoteAddr()))) {
          held++;
        }
      }
      return held < EACH;
    }
  }
}
