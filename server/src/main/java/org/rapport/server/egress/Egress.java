package org.rapport.server.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rapport.server.config.InvalidSettingException;

/**
 * What may be reached of what others name: addresses of the open network by https, and besides what
 * the operator allows (RAPPORT_EGRESS_ALLOW), there by http too. Immutable.
 */
public final class Egress {
  private final List<String> hosts;
  private final List<Network> networks;

  /**
   * With exceptions.
   *
   * @param allow {@code host:port} or networks such as {@code 10.0.0.0/8}, by commas; blank: none
   * @throws InvalidSettingException where a network cannot be read
   */
  public Egress(String allow) {
    List<String> all =
        Stream.of((allow == null ? "" : allow).toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*"))
            .filter(one -> !one.isEmpty())
            .toList();
    this.hosts = all.stream().filter(one -> !one.contains("/")).toList();
    this.networks = all.stream().filter(one -> one.contains("/")).map(Network::of).toList();
  }

  /**
   * Refuses what may not be reached, by its scheme and its name; and by its addresses now.
   *
   * @throws IOException saying why, or that the name has no address
   */
  public void check(URI uri) throws IOException {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    String host = uri.getHost();
    if (host == null || !scheme.equals("https") && !scheme.equals("http")) {
      throw new IOException("It is no address by https");
    }
    int usual = scheme.equals("https") ? 443 : 80;
    InetAddress[] addresses = resolve(host, uri.getPort() < 0 ? usual : uri.getPort());
    if (scheme.equals("http")
        && !isNamed(host, uri.getPort() < 0 ? usual : uri.getPort())
        && !Stream.of(addresses).allMatch(this::isAllowed)) {
      throw new IOException("It is reached by https only");
    }
  }

  /**
   * The addresses of a host, all of which may be reached. Who connects to these, and does not ask
   * again, cannot be led elsewhere by another answer.
   *
   * @throws UnknownHostException where there is none, or one of them may not be reached
   */
  public InetAddress[] resolve(String host, int port) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (!isNamed(host, port)) {
      for (InetAddress address : addresses) {
        if (!isOpen(address) && !isAllowed(address)) {
          throw new UnknownHostException("It is not of the open network");
        }
      }
    }
    return addresses;
  }

  private boolean isNamed(String host, int port) {
    return hosts.contains(host.toLowerCase(Locale.ROOT) + ":" + port);
  }

  private boolean isAllowed(InetAddress address) {
    return networks.stream().anyMatch(network -> network.has(address.getAddress()));
  }

  /** Whether an address is nobody's own network: RFC 6890. */
  public static boolean isOpen(InetAddress address) {
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
      // Unique local addresses; those that hold one of IPv4 (NAT64 among them), 6to4.
      own |= (b[0] & 0xfe) == 0xfc;
      own |= b[0] == 0 || b[0] == 0x20 && b[1] == 0x02;
    }
    return !own;
  }

  private record Network(byte[] base, int bits) {
    static Network of(String text) {
      String[] parts = text.split("/", 2);
      // Digits and colons alone, so that nothing is looked up.
      if (!parts[0].matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*") || !parts[1].matches("\\d{1,3}")) {
        throw unreadable();
      }
      try {
        byte[] base = InetAddress.getByName(parts[0]).getAddress();
        int bits = Integer.parseInt(parts[1]);
        if (bits > base.length * 8) {
          throw unreadable();
        }
        return new Network(base, bits);
      } catch (UnknownHostException e) {
        throw unreadable();
      }
    }

    private static InvalidSettingException unreadable() {
      return new InvalidSettingException(
          "RAPPORT_EGRESS_ALLOW", "should be host:port or networks such as 10.0.0.0/8, by commas");
    }

    boolean has(byte[] address) {
      if (address.length != base.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((address[i / 8] & mask) != (base[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
