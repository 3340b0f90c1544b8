package org.rapport.routes.start;

import java.net.URI;
import org.springframework.core.env.Environment;

/** What the routes listen to and send by, in words for the log of a start; no secret among them. */
public final class ChannelFacts {
  private ChannelFacts() {}

  /** Where HL7 v2 is listened to. */
  public static String listener(Environment env) {
    String port = value(env, "rapport.mllp.port");
    return "0".equals(port)
        ? "off (RAPPORT_MLLP_PORT is 0)"
        : value(env, "rapport.mllp.host")
            + ":"
            + port
            + (value(env, "rapport.mllp.tls").isBlank() ? "" : " with TLS");
  }

  /** How messages go out. */
  public static String channels(Environment env) {
    String smpp = value(env, "rapport.smpp.url");
    String sms = smpp.isBlank() ? value(env, "rapport.sms.url") : smpp;
    return "texts by " + gateway(sms) + ", e-mail by " + gateway(value(env, "rapport.smtp.url"));
  }

  private static String gateway(String url) {
    if (url.isBlank()) {
      return "the sandbox (nothing leaves)";
    }
    if (OwnRoute.is(url)) {
      return "a route of your own, " + url;
    }
    URI uri = URI.create(url);
    // The rest of it may hold a password.
    return uri.getScheme() + "://" + uri.getHost();
  }

  private static String value(Environment env, String key) {
    return env.getProperty(key, "").strip();
  }
}
