package org.rapport.server.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Location.DaysOfWeek;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;

/** The clinic's door for those who ask: its services, its forms, its telephone, its ads. */
final class InquiryDesk {
  static final String SERVICE_TYPES = "http://terminology.hl7.org/CodeSystem/service-type";
  static final String FORM = "/forms/appointment-request";
  private static final AtomicInteger CALL = new AtomicInteger();

  private final Clinic clinic;

  InquiryDesk(Clinic clinic) {
    this.clinic = clinic;
  }

  /** Opens: two services at one place, Monday to Friday from nine to five. */
  void open() {
    Organization team = new Organization();
    team.setId("intake-team");
    team.setName("Intake team");
    clinic.fhir().put(team).accepted();
    Location place = new Location();
    place.setId("desk-place");
    place.setName("Queen Street");
    place.getAddress().setPostalCode("M5H 2N2").setCity("Toronto");
    place.setManagingOrganization(new Reference("Organization/intake-team"));
    place
        .addHoursOfOperation()
        .setOpeningTime("09:00:00")
        .setClosingTime("17:00:00")
        .addDaysOfWeek(DaysOfWeek.MON)
        .addDaysOfWeek(DaysOfWeek.TUE)
        .addDaysOfWeek(DaysOfWeek.WED)
        .addDaysOfWeek(DaysOfWeek.THU)
        .addDaysOfWeek(DaysOfWeek.FRI);
    clinic.fhir().put(place).accepted();
    service("desk-physio", "Physiotherapy", "65", "Sun Life");
    service("desk-dental", "Dentistry", "88", null);
  }

  private void service(String id, String name, String code, String insurance) {
    HealthcareService service = new HealthcareService();
    service.setId(id);
    service.setActive(true);
    service.setName(name);
    service.addType(new CodeableConcept(new Coding(SERVICE_TYPES, code, name)));
    service.addLocation(new Reference("Location/desk-place"));
    service.setProvidedBy(new Reference("Organization/intake-team"));
    if (insurance != null) {
      service.addEligibility().setCode(new CodeableConcept().setText(insurance));
    }
    clinic.fhir().put(service).accepted();
  }

  /** Sends the form as JSON. */
  FhirClient.Answer send(Map<String, ?> fields) {
    return clinic.fhir().service(FORM, json(fields), Map.of());
  }

  static String json(Map<String, ?> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(
                field ->
                    "\""
                        + field.getKey()
                        + "\":"
                        + (field.getValue() instanceof String text
                            ? "\"" + text + "\""
                            : field.getValue()))
            .collect(Collectors.joining(",", "{", "}"));
  }

  /** Says yes, by the button behind the link, to what was ticked for this mailbox on a form. */
  void agree(String mailbox) {
    clinic.settle();
    String page = asked(mailbox);
    clinic.fhir().webhook(page, "action=permit", Map.of()).accepted();
    clinic.settle();
  }

  /** The page that the last e-mail about what was ticked leads to. */
  String asked(String mailbox) {
    return clinic.mails(mailbox).stream()
        .map(
            mail -> {
              try {
                return PreferencesLink.text(mail);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .filter(text -> text.contains("ticked on our form"))
        .reduce((first, second) -> second)
        .orElseThrow()
        .replaceAll("(?s).*(/p/[A-Za-z0-9_-]{43}).*", "$1");
  }

  /** The reference that was answered. */
  static String lead(FhirClient.Answer answer) {
    return answer.accepted().body().replaceAll("(?s).*\"lead\":\"([^\"]+)\".*", "$1");
  }

  Task task(String lead) {
    return clinic.fhir().read(Task.class, lead);
  }

  static String stage(Task task) {
    return task.getBusinessStatus().getCodingFirstRep().getCode();
  }

  /** Reports what became of a call, signed as the provider does; answers the status. */
  int call(String from, String status, String sid) {
    TreeMap<String, String> form =
        new TreeMap<>(
            Map.of("CallSid", sid, "CallStatus", status, "From", from, "To", "+14165550100"));
    StringBuilder signed = new StringBuilder(clinic.process().base() + "/webhooks/voice");
    form.forEach((name, value) -> signed.append(name).append(value));
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    String signature =
        Base64.getEncoder().encodeToString(mac("HmacSHA1", GatewayStub.TOKEN, signed.toString()));
    return clinic
        .fhir()
        .webhook("/webhooks/voice", body, Map.of("X-Twilio-Signature", signature))
        .status();
  }

  static String nextCall() {
    return "CA" + CALL.incrementAndGet();
  }

  /** Posts JSON of an ads platform, signed now. */
  FhirClient.Answer ads(String source, String json) {
    long now = clinic.settle().getEpochSecond();
    String signature =
        HexFormat.of().formatHex(mac("HmacSHA256", Clinic.WEBHOOK_SECRET, now + "." + json));
    return clinic
        .fhir()
        .service(
            "/webhooks/leads/" + source,
            json,
            Map.of("X-Rapport-Signature", "t=" + now + ",v1=" + signature));
  }

  /** Everything of a type that is about a patient. */
  <R extends org.hl7.fhir.r4.model.Resource> List<R> of(Class<R> type, String patient) {
    return clinic.fhir().search(type, "patient=" + patient);
  }

  Bundle all(String path) {
    return clinic.fhir().get(path).accepted().as(Bundle.class);
  }

  private static byte[] mac(String algorithm, String key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
