package org.rapport.routes;

import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.rapport.routes.channel.mail.DkimKey;
import org.rapport.routes.ehr.read.OwnSubscription;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.kafka.KafkaSettings;
import org.rapport.routes.mllp.MllpTls;
import org.rapport.routes.start.Loopback;
import org.rapport.routes.start.OwnRoute;
import org.rapport.routes.start.RouteFiles;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Settings of the routes that are looked at before anything starts, in a server as in a worker: the
 * sender profiles, the listener's TLS, and that no secret goes over an open network.
 */
public class RouteSettings implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {
  /** Permits secrets over an open network. */
  static final String PLAINTEXT = "RAPPORT_ALLOW_PLAINTEXT";

  private static final int SHORTEST_SECRET = 16;
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);

  /** Schemes without TLS, and what stands for each with it. */
  private static final Map<String, String> ENCRYPTED = Map.of("http", "https", "smpp", "ssmpp");

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    check(event.getEnvironment());
  }

  /**
   * Checks them.
   *
   * @throws WrongSettingException for the first one that is wrong
   */
  public static void check(Environment env) {
    senders(env);
    Set<String> inputs =
        RouteFiles.check(
            value(env, "rapport.routes"),
            new RouteFiles.Shipped(
                Set.copyOf(
                    RouteInventory.of(RouteInventory.ROUTES, RouteInventory.KAFKA_ROUTES, true)),
                Set.copyOf(
                    RouteInventory.of(
                        RouteInventory.CONFIGURATIONS, RouteInventory.KAFKA_CONFIGURATIONS, true)),
                Set.copyOf(RouteInventory.PATHS)));
    own(env, "RAPPORT_SMS_URL", "rapport.sms.url", inputs);
    own(env, "RAPPORT_NUMBER_REGISTER_URL", "rapport.number-register.url", inputs);
    tls(env, "RAPPORT_MLLP_TLS", "rapport.mllp.tls");
    tls(env, "RAPPORT_EHR_MLLP_TLS", "rapport.ehr.mllp-tls");
    changes(env);
    KafkaSettings.of(env);
    client(env);
    encrypted(env, "RAPPORT_SMS_URL", "rapport.sms.url", true);
    encrypted(env, "RAPPORT_SMPP_URL", "rapport.smpp.url", true);
    encrypted(env, "RAPPORT_EHR_FHIR_URL", "rapport.ehr.fhir-url", true);
    encrypted(env, "RAPPORT_EHR_TOKEN_URL", "rapport.ehr.token-url", true);
    encrypted(
        env,
        "RAPPORT_NUMBER_REGISTER_URL",
        "rapport.number-register.url",
        !value(env, "rapport.number-register.token").isBlank());
  }

  // Camel would find out with the first message, after its attempt is recorded.
  private static void own(Environment env, String name, String key, Set<String> inputs) {
    String url = value(env, key);
    boolean carries = !"server".equals(value(env, "rapport.role"));
    if (carries && OwnRoute.is(url) && !inputs.contains(url)) {
      throw new WrongSettingException(
          name, "there is no route in RAPPORT_ROUTES that begins with " + url);
    }
  }

  private static void tls(Environment env, String name, String key) {
    try {
      MllpTls.of(env.getProperty(key));
    } catch (IllegalArgumentException e) {
      throw new WrongSettingException(name, e.getMessage());
    }
  }

  private static void client(Environment env) {
    String file = value(env, "rapport.ehr.client-key");
    boolean token = !value(env, "rapport.ehr.token-url").isBlank();
    boolean secret = !value(env, "rapport.ehr.client-secret").isBlank();
    if (file.isEmpty()) {
      return;
    }
    if (!token || value(env, "rapport.ehr.client-id").isBlank() || secret) {
      throw new WrongSettingException(
          "RAPPORT_EHR_CLIENT_KEY",
          "needs RAPPORT_EHR_TOKEN_URL and RAPPORT_EHR_CLIENT_ID,"
              + " and stands in the place of RAPPORT_EHR_CLIENT_SECRET");
    }
    try {
      DkimKey.read(Path.of(file));
    } catch (IllegalArgumentException e) {
      throw new WrongSettingException(
          "RAPPORT_EHR_CLIENT_KEY", "should be a PEM file with an RSA private key (PKCS #8)");
    }
  }

  private static void changes(Environment env) {
    boolean fhir = !value(env, "rapport.ehr.fhir-url").isBlank();
    String secret = value(env, "rapport.ehr.notification-secret");
    if (!secret.isEmpty() && (secret.length() < SHORTEST_SECRET || !secret.matches("[!-~]+"))) {
      throw new WrongSettingException(
          "RAPPORT_EHR_NOTIFICATION_SECRET",
          "should be at least " + SHORTEST_SECRET + " characters of ASCII without spaces");
    }
    if (!secret.isEmpty() && !fhir) {
      throw new WrongSettingException(
          "RAPPORT_EHR_NOTIFICATION_SECRET",
          "needs RAPPORT_EHR_FHIR_URL, where what changed is read");
    }
    String subscription = value(env, "rapport.ehr.subscription");
    if (!subscription.isEmpty()
        && !subscription.equals(OwnSubscription.CLASSIC)
        && !subscription.matches("https?://[^\\s?#]+")) {
      throw new WrongSettingException(
          "RAPPORT_EHR_SUBSCRIPTION",
          "should be classic, or the canonical URL of a topic of the EHR's");
    }
    if (!subscription.isEmpty() && secret.isEmpty()) {
      throw new WrongSettingException(
          "RAPPORT_EHR_SUBSCRIPTION",
          "needs RAPPORT_EHR_NOTIFICATION_SECRET, which the EHR is to bring");
    }
    if (!value(env, "rapport.ehr.bookings").matches("(true|false)?")) {
      throw new WrongSettingException("RAPPORT_EHR_BOOKINGS", "should be true or false");
    }
    String poll = value(env, "rapport.ehr.poll");
    if (poll.isEmpty()) {
      return;
    }
    try {
      if (Duration.parse(poll).compareTo(SHORTEST_POLL) < 0) {
        throw new WrongSettingException("RAPPORT_EHR_POLL", "should be PT1S or more");
      }
    } catch (DateTimeException e) {
      throw new WrongSettingException(
          "RAPPORT_EHR_POLL", "should be an ISO 8601 duration such as PT5M");
    }
    if (!fhir) {
      throw new WrongSettingException("RAPPORT_EHR_POLL", "needs RAPPORT_EHR_FHIR_URL");
    }
  }

  /** Whether secrets may go unencrypted to others than this machine. */
  public static boolean plaintext(Environment env) {
    return Boolean.parseBoolean(value(env, PLAINTEXT));
  }

  private static void senders(Environment env) {
    ZoneId zone;
    try {
      zone = ZoneId.of(env.getProperty("rapport.clinic.zone", "UTC").trim());
    } catch (DateTimeException e) {
      throw new WrongSettingException(
          "RAPPORT_CLINIC_ZONE", "should be an IANA time zone such as America/Toronto");
    }
    try {
      SenderProfiles.load(env.getProperty("rapport.senders"), zone);
      receivers(env, ReceiverProfiles.load(env.getProperty("rapport.senders"), zone));
    } catch (IllegalArgumentException e) {
      throw new WrongSettingException(
          SenderProfiles.SETTING,
          e.getMessage().replaceFirst("^" + SenderProfiles.SETTING + ": ", ""));
    }
  }

  // On a simulated clock nobody elsewhere may be told anything, as with RAPPORT_EHR_MLLP itself.
  private static void receivers(Environment env, ReceiverProfiles receivers) {
    for (ReceiverProfile one : receivers.all()) {
      if (one.tls().orElse(false) && value(env, "rapport.ehr.mllp-tls").isBlank()) {
        throw new IllegalArgumentException(
            "receiver " + one.application() + ": tls needs RAPPORT_EHR_MLLP_TLS");
      }
    }
    if (value(env, "rapport.clock").isBlank()) {
      return;
    }
    for (ReceiverProfile one : receivers.all()) {
      String address = one.address().orElse("localhost:1");
      if (!Loopback.is(address.substring(0, address.lastIndexOf(':')))) {
        throw new IllegalArgumentException(
            "receiver " + one.application() + ": only loopback addresses on a simulated clock");
      }
    }
  }

  private static void encrypted(Environment env, String name, String key, boolean secret) {
    String url = value(env, key);
    String scheme = url.split(":", 2)[0].toLowerCase(Locale.ROOT);
    String safe = ENCRYPTED.get(scheme);
    if (!secret || safe == null || plaintext(env)) {
      return;
    }
    String host;
    try {
      host = URI.create(url).getHost();
    } catch (IllegalArgumentException e) {
      // Not ours to say: it is no URL.
      return;
    }
    if (!Loopback.is(host)) {
      throw new WrongSettingException(
          name,
          "should begin with "
              + safe
              + "://, as a secret goes there; "
              + PLAINTEXT
              + "=true permits it on a network of your own");
    }
  }

  private static String value(Environment env, String key) {
    return env.getProperty(key, "").trim();
  }
}
