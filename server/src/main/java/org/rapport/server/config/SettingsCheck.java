package org.rapport.server.config;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.rapport.routes.RouteSettings;
import org.rapport.routes.channel.mail.DkimKey;
import org.rapport.routes.channel.smpp.SmppSettings;
import org.rapport.routes.start.OwnRoute;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Stops the start at the first wrong setting, before anything is created, with one line that names
 * the setting as the operator wrote it and says what it should be.
 */
public class SettingsCheck implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

  @Override
  public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
    check(event.getEnvironment());
  }

  /**
   * Checks every setting.
   *
   * @throws InvalidSettingException for the first one that is wrong
   */
  public static void check(Environment env) {
    port(env, "SERVER_PORT", "server.port");
    port(env, "RAPPORT_MLLP_PORT", "rapport.mllp.port");
    url(env, "RAPPORT_BASE_URL", "rapport.base-url", Set.of("http", "https"));
    urlOrRoute(env, "RAPPORT_SMS_URL", "rapport.sms.url");
    url(env, "RAPPORT_SMTP_URL", "rapport.smtp.url", Set.of("smtp", "smtps"));
    if (!Set.of("all", "server").contains(value(env, "rapport.role", "all"))) {
      throw new InvalidSettingException("RAPPORT_ROLE", "should be all or server");
    }
    if (!Set.of("on", "off").contains(value(env, "rapport.bulk-writes", "on"))) {
      throw new InvalidSettingException("RAPPORT_BULK_WRITES", "should be on or off");
    }
    String zone = value(env, "rapport.clinic.zone", "UTC");
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          "RAPPORT_CLINIC_ZONE", "should be an IANA time zone such as America/Toronto");
    }
    String database = value(env, "rapport.database.url", "");
    if (!database.isBlank() && !database.startsWith("jdbc:postgresql:")) {
      throw new InvalidSettingException(
          "RAPPORT_DATABASE_URL", "should be a JDBC URL such as jdbc:postgresql://host:5432/name");
    }
    if (value(env, "rapport.client.id", "").isBlank()
        != value(env, "rapport.client.secret", "").isBlank()) {
      throw new InvalidSettingException(
          "RAPPORT_CLIENT_ID and RAPPORT_CLIENT_SECRET", "should be set together");
    }
    String sms = value(env, "rapport.sms.url", "");
    if (!sms.isBlank()
        && !OwnRoute.is(sms)
        && (value(env, "rapport.sms.account", "").isBlank()
            || value(env, "rapport.sms.token", "").isBlank()
            || value(env, "rapport.sms.from", "").isBlank())) {
      throw new InvalidSettingException(
          "RAPPORT_SMS_URL", "needs RAPPORT_SMS_ACCOUNT, RAPPORT_SMS_TOKEN and RAPPORT_SMS_FROM");
    }
    smpp(env);
    dkim(env);
    number(env, "RAPPORT_SMS_RATE", "rapport.sms.rate", "[1-9]\\d{0,4}");
    number(env, "RAPPORT_EMAIL_RATE", "rapport.smtp.rate", "[1-9]\\d{0,4}");
    ehr(env);
    urlOrRoute(env, "RAPPORT_NUMBER_REGISTER_URL", "rapport.number-register.url");
    linkHosts(env);
    file(env, "RAPPORT_CLIENTS", "rapport.clients", false);
    file(env, "RAPPORT_SENDERS", "rapport.senders", false);
    file(env, "RAPPORT_ROUTES", "rapport.routes", true);
    rate(env);
    campaigns(env);
    clock(env);
    file(env, "RAPPORT_POLICY", "rapport.policy", true);
    file(env, "RAPPORT_POSTAL_CODES", "rapport.postal-codes", false);
    data(env);
    mailbox(env);
    ClinicLook.check(env);
    RouteSettings.check(env);
  }

  // A file in its place, or a place where nothing may be made.
  private static void data(Environment env) {
    Path folder = Path.of(value(env, "rapport.data", "./data")).toAbsolutePath();
    Path at = folder;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    if (at != null && (!Files.isDirectory(at) || !Files.isWritable(at))) {
      throw new InvalidSettingException(
          "RAPPORT_DATA", "should be a folder that can be made and written to");
    }
  }

  private static void mailbox(Environment env) {
    String from = value(env, "rapport.smtp.from", "");
    try {
      if (from.isBlank() || new InternetAddress(from, true).getAddress().indexOf('@') > 0) {
        return;
      }
    } catch (AddressException e) {
      // Refused below.
    }
    throw new InvalidSettingException(
        "RAPPORT_SMTP_FROM", "should be a mailbox such as Harbour Clinic <hello@clinic.example>");
  }

  private static void smpp(Environment env) {
    String url = value(env, "rapport.smpp.url", "");
    if (url.isBlank()) {
      return;
    }
    if (!value(env, "rapport.sms.url", "").isBlank()) {
      throw new InvalidSettingException(
          "RAPPORT_SMPP_URL", "should not be set together with RAPPORT_SMS_URL");
    }
    try {
      SmppSettings.of(url, value(env, "rapport.sms.from", ""));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException("RAPPORT_SMPP_URL", e.getMessage());
    }
  }

  private static void dkim(Environment env) {
    file(env, "RAPPORT_DKIM_KEY", "rapport.dkim.key", false);
    String key = value(env, "rapport.dkim.key", "");
    if (!key.isBlank()) {
      try {
        DkimKey.read(Path.of(key));
      } catch (IllegalArgumentException e) {
        throw new InvalidSettingException(
            "RAPPORT_DKIM_KEY", "should be a PEM file with an RSA private key (PKCS #8)");
      }
    }
    String host = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9-]+)*";
    if (!value(env, "rapport.dkim.selector", "rapport").matches(host)) {
      throw new InvalidSettingException("RAPPORT_DKIM_SELECTOR", "should be a DNS label");
    }
    String domain = value(env, "rapport.dkim.domain", "");
    if (!domain.isBlank() && !domain.matches(host)) {
      throw new InvalidSettingException(
          "RAPPORT_DKIM_DOMAIN", "should be a domain such as clinic.example.org");
    }
  }

  private static void ehr(Environment env) {
    String mllp = value(env, "rapport.ehr.mllp", "");
    if (!mllp.isBlank() && !mllp.matches("[^\\s:/?#]+:[1-9][0-9]{0,4}")) {
      throw new InvalidSettingException("RAPPORT_EHR_MLLP", "should be host:port");
    }
    url(env, "RAPPORT_EHR_FHIR_URL", "rapport.ehr.fhir-url", Set.of("http", "https"));
    url(env, "RAPPORT_EHR_TOKEN_URL", "rapport.ehr.token-url", Set.of("http", "https"));
    boolean token = !value(env, "rapport.ehr.token-url", "").isBlank();
    if (token
        && (value(env, "rapport.ehr.client-id", "").isBlank()
            || value(env, "rapport.ehr.client-secret", "").isBlank()
                && value(env, "rapport.ehr.client-key", "").isBlank())) {
      throw new InvalidSettingException(
          "RAPPORT_EHR_TOKEN_URL",
          "needs RAPPORT_EHR_CLIENT_ID, and RAPPORT_EHR_CLIENT_SECRET or RAPPORT_EHR_CLIENT_KEY");
    }
  }

  // A route of the operator's own may stand for an address.
  private static void urlOrRoute(Environment env, String name, String key) {
    if (!OwnRoute.is(value(env, key, ""))) {
      url(env, name, key, Set.of("http", "https"));
    }
  }

  private static void linkHosts(Environment env) {
    String hosts = value(env, "rapport.content.link-hosts", "");
    if (!hosts.isBlank() && !hosts.matches("[A-Za-z0-9.-]+(\\s*,\\s*[A-Za-z0-9.-]+)*")) {
      throw new InvalidSettingException(
          "RAPPORT_LINK_HOSTS", "should be host names by commas, such as forms.example.org");
    }
  }

  private static void rate(Environment env) {
    String rate = value(env, "rapport.public-rate", "60");
    if (!rate.equals("off") && !rate.matches("[1-9][0-9]{0,6}")) {
      throw new InvalidSettingException(
          "RAPPORT_PUBLIC_RATE", "should be a number of requests a minute, or off");
    }
  }

  private static void campaigns(Environment env) {
    number(env, "RAPPORT_CAMPAIGN_APPROVAL_ABOVE", "rapport.campaigns.approval-above", "\\d{1,6}");
    number(env, "RAPPORT_CAMPAIGN_RATE", "rapport.campaigns.rate", "[1-9]\\d{0,5}");
    String demand = value(env, "rapport.campaigns.demand", "2");
    if (!demand.matches("\\d{1,4}(\\.\\d{1,3})?")) {
      throw new InvalidSettingException(
          "RAPPORT_CAMPAIGN_DEMAND", "should be a number such as 2.5");
    }
    duration(env, "RAPPORT_CAMPAIGN_UNDO", "rapport.campaigns.undo", "PT10M");
    duration(env, "RAPPORT_CAMPAIGN_WAIT", "rapport.campaigns.longest-wait", "P14D");
  }

  private static void duration(Environment env, String name, String property, String example) {
    try {
      if (!Duration.parse(value(env, property, example)).isNegative()) {
        return;
      }
    } catch (DateTimeException e) {
      // Refused below, like a negative one.
    }
    throw new InvalidSettingException(name, "should be an ISO 8601 duration such as " + example);
  }

  private static void number(Environment env, String name, String key, String pattern) {
    if (!value(env, key, "1").matches(pattern)) {
      throw new InvalidSettingException(name, "should be a number");
    }
  }

  private static void clock(Environment env) {
    String clock = value(env, "rapport.clock", "");
    if (clock.isBlank() && !env.containsProperty("demo")) {
      return;
    }
    try {
      if (!clock.isBlank()) {
        Instant.parse(clock);
      }
    } catch (DateTimeException e) {
      throw new InvalidSettingException(
          "RAPPORT_CLOCK", "should be an instant such as 2027-03-01T15:00:00Z");
    }
    loopback(env, "RAPPORT_SMS_URL", "rapport.sms.url");
    loopback(env, "RAPPORT_SMTP_URL", "rapport.smtp.url");
    loopback(env, "RAPPORT_SMPP_URL", "rapport.smpp.url");
    loopback(env, "RAPPORT_EHR_FHIR_URL", "rapport.ehr.fhir-url");
    loopback(env, "RAPPORT_NUMBER_REGISTER_URL", "rapport.number-register.url");
    String mllp = value(env, "rapport.ehr.mllp", "");
    if (!mllp.isBlank()) {
      loopback("RAPPORT_EHR_MLLP", mllp.substring(0, mllp.lastIndexOf(':')));
    }
  }

  private static void loopback(Environment env, String name, String key) {
    String value = value(env, key, "");
    if (!value.isBlank()) {
      loopback(name, URI.create(value).getHost());
    }
  }

  private static void loopback(String name, String host) {
    try {
      if (InetAddress.getByName(host).isLoopbackAddress()) {
        return;
      }
    } catch (UnknownHostException e) {
      // An unknown host is not loopback: refused below.
    }
    throw new InvalidSettingException(
        name, "should be a loopback address while RAPPORT_CLOCK or the demo simulates time");
  }

  private static void port(Environment env, String name, String key) {
    String value = value(env, key, "0");
    try {
      int port = Integer.parseInt(value);
      if (port >= 0 && port <= 65535) {
        return;
      }
    } catch (NumberFormatException e) {
      // Refused below, with the same words as a number out of range.
    }
    throw new InvalidSettingException(name, "should be a port number from 0 to 65535");
  }

  private static void url(Environment env, String name, String key, Set<String> schemes) {
    String value = value(env, key, "");
    if (value.isBlank()) {
      return;
    }
    try {
      URI uri = URI.create(value);
      if (uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new InvalidSettingException(
        name, "should be a URL beginning with " + String.join(":// or ", schemes) + "://");
  }

  private static void file(Environment env, String name, String key, boolean folder) {
    String value = value(env, key, "");
    if (value.isBlank()) {
      return;
    }
    Path path = Path.of(value);
    if (!Files.isReadable(path) || Files.isDirectory(path) != folder) {
      throw new InvalidSettingException(
          name, folder ? "should be an existing folder" : "should be a readable file");
    }
  }

  private static String value(Environment env, String key, String absent) {
    String value = env.getProperty(key);
    return value == null ? absent : value.trim();
  }
}
