package org.rapport.routes.intake.sender;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses with a common beginning, RFC 4632: {@code 10.20.0.0/16}, {@code 2001:db8::/32}, or one
 * address.
 *
 * @param bits how many leading bits are compared
 */
public record AddressRange(InetAddress network, int bits) {

  /**
   * Reads the notation. Names are not taken: whom a name means changes.
   *
   * @throws IllegalArgumentException when it is neither an address nor a range of them
   */
  public static AddressRange of(String text) {
    String[] parts = text.trim().split("/", 2);
    try {
      if (!parts[0].matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
        throw new IllegalArgumentException(text);
      }
      InetAddress network = InetAddress.getByName(parts[0]);
      int all = network.getAddress().length * Byte.SIZE;
      int bits = parts.length == 1 ? all : Integer.parseInt(parts[1]);
      if (bits < 0 || bits > all) {
        throw new IllegalArgumentException(text);
      }
      return new AddressRange(network, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(text);
    }
  }

  /** In the notation that {@link #of} reads. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }

  /** Whether the address is one of them; one of the other family never is. */
  public boolean holds(InetAddress address) {
    byte[] one = address.getAddress();
    byte[] other = network.getAddress();
    if (one.length != other.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    if (!Arrays.equals(one, 0, whole, other, 0, whole)) {
      return false;
    }
    int rest = bits % Byte.SIZE;
    int mask = 0xff << (Byte.SIZE - rest) & 0xff;
    return rest == 0 || (one[whole] & mask) == (other[whole] & mask);
  }
}
