package org.rapport.server.security.token;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URL;
import java.util.List;
import java.util.Locale;

/**
 * Fetches clients' public keys, and nothing else: by https from addresses of the open network,
 * small, soon, without following anybody elsewhere; or from where the operator allows it
 * (RAPPORT_EGRESS_ALLOW). Addresses are looked at before they are connected to; the JVM keeps what
 * it looked up for the connection that follows.
 */
public final class KeyRetriever extends DefaultResourceRetriever {
  private static final int MILLIS = 3_000;
  private static final int BYTES = 64 * 1024;

  private final List<String> allowed;

  /**
   * With exceptions.
   *
   * @param allow {@code host:port}, by commas; blank: none
   */
  public KeyRetriever(String allow) {
    super(MILLIS, MILLIS, BYTES);
    this.allowed =
        List.of((allow == null ? "" : allow).toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*"));
  }

  @Override
  public Resource retrieveResource(URL url) throws IOException {
    int port = url.getPort() < 0 ? url.getDefaultPort() : url.getPort();
    if (!allowed.contains(url.getHost().toLowerCase(Locale.ROOT) + ":" + port)) {
      if (!"https".equals(url.getProtocol())) {
        throw new IOException("Keys are fetched by https");
      }
      for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
        if (!isOpen(address)) {
          throw new IOException("Keys are fetched from the open network");
        }
      }
    }
    return super.retrieveResource(url);
  }

  @Override
  protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
    HttpURLConnection connection = super.openHTTPConnection(url);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }

  /** Whether an address is nobody's own network: RFC 6890. */
  static boolean isOpen(InetAddress address) {
    byte[] b = address.getAddress();
    boolean own =
        address.isAnyLocalAddress()
            || address.isLoopbackAddress()
            || address.isLinkLocalAddress()
            || address.isSiteLocalAddress()
            || address.isMulticastAddress();
    if (b.length == 4) {
      int first = b[0] & 0xff;
      int second = b[1] & 0xff;
      own |= first == 0 || first >= 240 || first == 100 && second >= 64 && second < 128;
      own |= first == 192 && second == 0 && b[2] == 0 || first == 198 && (second & 0xfe) == 18;
    } else {
      // Unique local addresses, NAT64, 6to4.
      own |= (b[0] & 0xfe) == 0xfc;
      own |= b[0] == 0 && b[1] == 0x64 || b[0] == 0x20 && b[1] == 0x02;
    }
    return !own;
  }
}
