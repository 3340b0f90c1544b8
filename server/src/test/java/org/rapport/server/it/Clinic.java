package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;

/**
 * One server on a simulated clock with its gateway and mail server, shared by the scenarios. Time
 * only moves forward, so each scenario begins on the morning of another day, with patients of its
 * own.
 */
final class Clinic implements AutoCloseable {
  static final ZoneId ZONE = ZoneId.of("America/Toronto");
  static final String WEBHOOK_SECRET = "webhook-secret";
  static final String EHR_SECRET = "notification-secret-of-the-ehr";
  static final String READER = "patient-reader";

  private static final String CLIENTS =
      """
      [{"client_id": "patient-reader", "client_secret": "reader-secret",
        "grant_types": ["client_credentials"], "scope": "system/Patient.rs"},
       {"client_id": "second-person", "client_secret": "second-secret",
        "grant_types": ["client_credentials"], "scope": "system/*.cruds"},
       {"client_id": "timeline-app", "client_name": "Timeline",
        "token_endpoint_auth_method": "none", "grant_types": ["authorization_code"],
        "redirect_uris": ["http://127.0.0.1:8999/callback"],
        "scope": "openid fhirUser launch launch/patient launch/encounter offline_access online_access patient/*.rs user/*.cruds"},
       {"client_id": "backend", "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"], "scope": "system/Patient.rs", "jwks": %1$s},
       {"client_id": "backend-in-a-hurry", "token_endpoint_auth_method": "private_key_jwt",
        "scope": "system/Patient.rs", "jwks": %1$s}]
      """;

  private static final String USERS =
      """
      [{"username": "nora", "password": "nora-password", "name": "Nora Front",
        "roles": ["front-desk"], "practitioner": "nora"},
       {"username": "sam", "password": "sam-password", "roles": ["coordinator"],
        "sensitive": true, "practitioner": "sam"},
       {"username": "placed", "password": "placed-password", "roles": ["front-desk"],
        "locations": ["place-one"], "practitioner": "placed"},
       {"username": "otto", "password": "otto-password", "roles": ["front-desk"]},
       {"username": "pia", "password": "pia-password", "roles": ["front-desk"]},
       {"username": "carla", "password": "carla-password", "name": "Carla Watch",
        "roles": ["compliance"], "locations": ["place-one"], "practitioner": "carla"},
       {"username": "mark", "password": "mark-password", "roles": ["marketing"]},
       {"username": "pat", "password": "pat-password", "patient": "app-a"},
       {"username": "gone", "password": "gone-password", "roles": ["admin"], "active": false}]
      """;

  private final GatewayStub gateway = new GatewayStub(Duration.ZERO);
  private final EhrPeer ehr = new EhrPeer();
  private final SyslogStub syslog = new SyslogStub();
  private final WireMockServer ehrFhir =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
  private final WireMockServer hooks =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
  private final IssuerPeer issuer = new IssuerPeer();
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final SmtpFront smtp;
  private final Path data = RapportProcess.folder("clinic");
  private final RapportProcess process;
  private final FhirClient fhir;
  private final Outreach outreach;

  Clinic() {
    mail.start();
    smtp = new SmtpFront(mail.getSmtp().getPort());
    Map<String, String> settings = RapportProcess.settings(data);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_SMTP_URL", "smtp://127.0.0.1:" + smtp.port());
    settings.put("RAPPORT_SMTP_FROM", "clinic@example.org");
    settings.put("RAPPORT_CLOCK", "2027-03-01T15:00:00Z");
    settings.put("RAPPORT_WEBHOOK_SECRET", WEBHOOK_SECRET);
    settings.put("RAPPORT_PUBLIC_RATE", "off");
    settings.put("RAPPORT_TRUSTED_PROXIES", "127.0.0.1/32,::1/128");
    settings.put("RAPPORT_AUDIT_SYSLOG", syslog.address());
    settings.put("RAPPORT_EHR_MLLP", ehr.address());
    ehrFhir.start();
    ehrFhir.stubFor(
        WireMock.get(WireMock.urlPathEqualTo("/r4/Appointment"))
            .atPriority(10)
            .willReturn(
                WireMock.okForContentType(
                    "application/fhir+json",
                    "{\"resourceType\": \"Bundle\", \"type\": \"searchset\"}")));
    settings.put("RAPPORT_EHR_FHIR_URL", "http://127.0.0.1:" + ehrFhir.port() + "/r4");
    ehrFhir.stubFor(
        WireMock.post(WireMock.urlPathEqualTo("/token"))
            .willReturn(
                WireMock.okJson("{\"access_token\": \"of-the-ehr\", \"expires_in\": 3600}")));
    settings.put("RAPPORT_EHR_TOKEN_URL", "http://127.0.0.1:" + ehrFhir.port() + "/token");
    settings.put("RAPPORT_EHR_CLIENT_ID", "rapport-at-the-ehr");
    settings.put("RAPPORT_EHR_CLIENT_KEY", file("ehr-key.pem", BackendKey.pem()));
    settings.put("RAPPORT_EHR_NOTIFICATION_SECRET", EHR_SECRET);
    settings.put(
        "RAPPORT_CLIENTS", file("clients.json", CLIENTS.formatted(BackendKey.publicKeys())));
    settings.put("RAPPORT_USERS", file("users.json", USERS));
    settings.putAll(issuer.settings());
    hooks.start();
    settings.merge(
        "RAPPORT_EGRESS_ALLOW", "127.0.0.1:" + hooks.port(), (one, other) -> one + "," + other);
    process = RapportProcess.start(RapportProcess.serverJar(), settings);
    fhir = new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
    outreach = new Outreach(fhir);
  }

  private String file(String name, String content) {
    try {
      return Files.writeString(data.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The other issuer at which staff sign in. */
  IssuerPeer issuer() {
    return issuer;
  }

  FhirClient fhir() {
    return fhir;
  }

  /** A client that may read and search patients and nothing else. */
  FhirClient patientReader() {
    return new FhirClient(process.base(), READER, "reader-secret");
  }

  /** The client of everything, with a token for this scope alone. */
  FhirClient scoped(String scope) {
    return new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET, scope);
  }

  /** Another client that may do everything. */
  FhirClient secondPerson() {
    return new FhirClient(process.base(), "second-person", "second-secret");
  }

  Outreach outreach() {
    return outreach;
  }

  GatewayStub gateway() {
    return gateway;
  }

  /** The FHIR server of an EHR that has no appointment unless a scenario gives it one. */
  WireMockServer ehrFhir() {
    return ehrFhir;
  }

  /** Where subscribers of scenarios are told. */
  WireMockServer hooks() {
    return hooks;
  }

  EhrPeer ehr() {
    return ehr;
  }

  SyslogStub syslog() {
    return syslog;
  }

  SmtpFront smtp() {
    return smtp;
  }

  Path data() {
    return data;
  }

  RapportProcess process() {
    return process;
  }

  /** E-mails that arrived at a mailbox. */
  List<MimeMessage> mails(String mailbox) {
    return List.of(mail.getReceivedMessages()).stream()
        .filter(message -> mailbox.equals(recipient(message)))
        .toList();
  }

  private static String recipient(MimeMessage message) {
    try {
      return message.getRecipients(Message.RecipientType.TO)[0].toString();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until everything due is done; answers the present instant. */
  Instant settle() {
    return clock(new Parameters());
  }

  /** Moves time; answers when everything due on the way is done. */
  void advanceTo(Instant instant) {
    Parameters now = new Parameters();
    now.addParameter("now", new InstantType(instant.toString()));
    assertThat(clock(now)).isEqualTo(instant);
  }

  void advance(Duration duration) {
    advanceTo(settle().plus(duration));
  }

  private Instant clock(Parameters parameters) {
    Parameters answer = fhir.post("/$clock", parameters).accepted().as(Parameters.class);
    return ((InstantType) answer.getParameter("now").getValue()).getValue().toInstant();
  }

  /** Moves to the clinic's next ten o'clock in the morning. */
  ZonedDateTime morning() {
    return next(ZONE, LocalTime.of(10, 0));
  }

  /** Moves to the next time that a wall clock somewhere shows this. */
  ZonedDateTime next(ZoneId zone, LocalTime time) {
    ZonedDateTime now = settle().atZone(zone);
    ZonedDateTime next = now.with(time);
    if (!next.isAfter(now)) {
      next = now.toLocalDate().plusDays(1).atTime(time).atZone(zone);
    }
    advanceTo(next.toInstant());
    return next;
  }

  /** Sends HL7 messages over a connection of their own; answers the last acknowledgement. */
  MllpClient.Ack send(String... messages) {
    try (MllpClient connection = connect()) {
      MllpClient.Ack last = null;
      for (String message : messages) {
        last = connection.send(message);
      }
      return last;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a message that has to be accepted, and waits for what follows from it. */
  void tell(SiuMessages message) {
    assertThat(send(message.text()).code()).isEqualTo("AA");
    settle();
  }

  /** Writes a patient and a visit as a FHIR client would; answers the visit's id. */
  String book(Person person, ZonedDateTime start) {
    fhir.put(person.patient()).accepted();
    String visit = fhir.create(person.visit(start.toInstant()));
    settle();
    return visit;
  }

  MllpClient connect() throws IOException {
    return new MllpClient(process.mllpPort());
  }

  @Override
  public void close() {
    process.close();
    smtp.close();
    mail.stop();
    gateway.close();
    ehr.close();
    ehrFhir.stop();
    hooks.stop();
    issuer.close();
    syslog.close();
  }
}
