package org.rapport.server.door;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.rapport.server.config.InvalidSettingException;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** The reverse proxies whose word about a caller's address is taken (RAPPORT_TRUSTED_PROXIES). */
public final class TrustedProxies {
  private static final int IPV6_BYTES = 16;
  private static final int NETWORK_BYTES = 8;

  private final List<IpAddressMatcher> networks;

  private TrustedProxies(List<IpAddressMatcher> networks) {
    this.networks = networks;
  }

  /**
   * Reads the setting.
   *
   * @param cidrs addresses or networks by commas; blank: none
   * @throws InvalidSettingException for what is neither
   */
  public static TrustedProxies of(String cidrs) {
    try {
      return new TrustedProxies(
          Arrays.stream((cidrs == null ? "" : cidrs).split(","))
              .map(String::strip)
              .filter(cidr -> !cidr.isEmpty())
              .peek(TrustedProxies::check)
              .map(IpAddressMatcher::new)
              .toList());
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(
          "RAPPORT_TRUSTED_PROXIES",
          "should be addresses or networks by commas, such as 10.0.0.0/8");
    }
  }

  private static void check(String cidr) {
    if (!isAddress(cidr.split("/", 2)[0])) {
      throw new IllegalArgumentException("no address");
    }
  }

  /** Whether this is the address of a proxy. */
  public boolean trusts(String address) {
    return address != null
        && isAddress(address)
        && networks.stream().anyMatch(network -> network.matches(address));
  }

  /** Whether a text is an address itself, not a name that would have to be looked up. */
  static boolean isAddress(String text) {
    return text.matches("\\d{1,3}(\\.\\d{1,3}){3}")
        || text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}");
  }

  /**
   * What callers are told apart by: an IPv4 address, or the network of an IPv6 address, since
   * whoever has one of those has 2^64.
   */
  public static String network(String address) {
    if (address == null || !isAddress(address) || address.indexOf(':') < 0) {
      return String.valueOf(address);
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == IPV6_BYTES
          ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64"
          : InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
