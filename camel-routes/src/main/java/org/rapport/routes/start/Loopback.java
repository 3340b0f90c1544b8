package org.rapport.routes.start;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Whether what is sent somewhere stays on this machine. */
public final class Loopback {
  private Loopback() {}

  /** Whether a host, or an address with or without brackets, is this machine; null is not. */
  public static boolean is(String host) {
    try {
      return host != null
          && InetAddress.getByName(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (UnknownHostException elsewhere) {
      return false;
    }
  }
}
