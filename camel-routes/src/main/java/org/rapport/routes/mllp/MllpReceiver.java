package org.rapport.routes.mllp;

import java.time.Duration;

/**
 * Whom a message is sent to, and how.
 *
 * @param address {@code host:port}
 * @param secure whether over TLS
 * @param enhanced whether CA is only the first of two answers
 * @param patience for each answer
 */
public record MllpReceiver(String address, boolean secure, boolean enhanced, Duration patience) {
  String host() {
    return address.substring(0, address.lastIndexOf(':'));
  }

  int port() {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
