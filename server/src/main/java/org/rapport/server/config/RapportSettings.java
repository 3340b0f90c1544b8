package org.rapport.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything an operator can set, as the contract names it (docs/settings.md). Immutable; only
 * wiring reads it. Values have passed {@link SettingsCheck} before any bean sees them.
 *
 * @param baseUrl the public address put into links, without a trailing slash
 * @param data folder of the embedded database, the Lucene index and the keys
 * @param role {@code all} runs the routes in this JVM, {@code server} does not
 * @param clock blank: real time; else the instant at which a simulated clock stands still
 */
@ConfigurationProperties("rapport")
public record RapportSettings(
    String baseUrl,
    Path data,
    @DefaultValue("all") String role,
    String clock,
    @DefaultValue Database database,
    @DefaultValue Client client,
    String clients,
    @DefaultValue Clinic clinic,
    @DefaultValue Smtp smtp,
    @DefaultValue Sms sms,
    @DefaultValue Mllp mllp,
    @DefaultValue Ehr ehr,
    String routes,
    String senders,
    String policy,
    @DefaultValue Content content,
    @DefaultValue ClinicLook look) {

  /** External PostgreSQL; a blank url means the embedded one. */
  public record Database(String url, String username, String password) {
    public boolean external() {
      return url != null && !url.isBlank();
    }
  }

  /** The bootstrap client with {@code system/*.cruds}; blank: none. */
  public record Client(String id, String secret) {
    public boolean present() {
      return id != null && !id.isBlank();
    }
  }

  /** What messages say about the clinic; the zone is the fallback for visits and patients. */
  public record Clinic(String name, String phone, String address, ZoneId zone) {}

  /** E-mail gateway; blank url: sandbox. */
  public record Smtp(String url, String from) {
    public boolean present() {
      return url != null && !url.isBlank();
    }
  }

  /** Twilio-compatible gateway; blank url: sandbox. */
  public record Sms(String url, String account, String token, String from) {
    public boolean present() {
      return url != null && !url.isBlank();
    }
  }

  /** Where patients' answers are told to the EHR; blank: nowhere. */
  public record Ehr(
      String mllp, String fhirUrl, String tokenUrl, String clientId, String clientSecret) {
    /** By HL7 v2. */
    public boolean mllpPresent() {
      return mllp != null && !mllp.isBlank();
    }

    /** By FHIR. */
    public boolean fhirPresent() {
      return fhirUrl != null && !fhirUrl.isBlank();
    }
  }

  /**
   * What texts may say.
   *
   * @param discreetName stands for the clinic's name about sensitive visits; blank: decided by
   *     words
   * @param linkHosts hosts that texts may link to besides our own, by commas
   */
  public record Content(String discreetName, String linkHosts) {}

  /** HL7 v2 listener; port 0: off. */
  public record Mllp(String host, int port) {}

  /** Whether this JVM runs the routes besides the server. */
  public boolean runsRoutes() {
    return "all".equals(role);
  }

  /** The instant of the simulated clock, or empty for real time. */
  public Optional<Instant> simulatedClock() {
    return clock == null || clock.isBlank() ? Optional.empty() : Optional.of(Instant.parse(clock));
  }

  /** The base URL as a URI without a trailing slash. */
  public URI publicBase() {
    return URI.create(baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl);
  }
}
