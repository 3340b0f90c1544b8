package org.rapport.server.config;

import org.springframework.core.env.Environment;

/** Where this server answers itself. */
public final class Loopback {
  private Loopback() {}

  /** Its address, without a slash at the end; the port is known for certain once it listens. */
  public static String base(Environment env) {
    return "http://127.0.0.1:"
        + env.getProperty("local.server.port", env.getProperty("server.port"));
  }
}
