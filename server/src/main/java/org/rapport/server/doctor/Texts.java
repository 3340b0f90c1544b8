package org.rapport.server.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.rapport.routes.channel.SmsGateway;
import org.rapport.routes.start.OwnRoute;
import org.springframework.core.env.Environment;

/** The provider of text messages. */
final class Texts implements Examination {
  private static final String SETTING = "RAPPORT_SMS_URL";
  private static final int MILLIS = 10_000;
  private static final int SMPP = 2775;

  private final Web web;

  Texts(Web web) {
    this.web = web;
  }

  @Override
  public List<Finding> look(Environment env) {
    String smpp = env.getProperty("rapport.smpp.url", "").strip();
    if (!smpp.isBlank()) {
      URI smsc = URI.create(smpp);
      return List.of(
          reached("RAPPORT_SMPP_URL", smsc.getHost(), smsc.getPort() > 0 ? smsc.getPort() : SMPP));
    }
    if (url(env).isBlank()) {
      return List.of(Finding.ok("Texts", "go nowhere: RAPPORT_SMS_URL is not set"));
    }
    if (OwnRoute.is(url(env))) {
      return List.of(
          Finding.ok("Texts", "go by a route of your own, which is not tried: " + url(env)));
    }
    List<Finding> findings = new ArrayList<>();
    try {
      HttpResponse<String> answer =
          web.ask(account(env) + ".json", gateway(env).authorization(), null);
      findings.add(answered(answer.statusCode()));
      web.time(SETTING, answer).ifPresent(findings::add);
    } catch (IOException e) {
      findings.add(Finding.failure(SETTING, "cannot be reached: " + Finding.reason(e)));
    }
    return findings;
  }

  private static Finding answered(int status) {
    return switch (status) {
      case 200 -> Finding.ok(SETTING, "knows the account");
      case 401, 403 ->
          Finding.failure(SETTING, "refuses RAPPORT_SMS_ACCOUNT with RAPPORT_SMS_TOKEN");
      default ->
          Finding.warning(
              SETTING, "answers " + status + " when asked about the account: try --send-to");
    };
  }

  /** Whether somebody listens there. */
  static Finding reached(String setting, String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), MILLIS);
      return Finding.ok(setting, "somebody listens there");
    } catch (IOException | IllegalArgumentException e) {
      return Finding.failure(setting, "cannot be reached: " + Finding.reason(e));
    }
  }

  static String url(Environment env) {
    return env.getProperty("rapport.sms.url", "").strip().replaceAll("/+$", "");
  }

  /** The account's own address. */
  static String account(Environment env) {
    return url(env) + "/2010-04-01/Accounts/" + env.getProperty("rapport.sms.account", "");
  }

  static SmsGateway gateway(Environment env) {
    return new SmsGateway(
        env.getProperty("rapport.sms.account", ""),
        env.getProperty("rapport.sms.token", ""),
        env.getProperty("rapport.sms.from", ""),
        "");
  }
}
