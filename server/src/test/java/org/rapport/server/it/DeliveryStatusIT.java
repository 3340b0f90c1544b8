package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hl7.fhir.r4.model.Communication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the gateway reports about a message later on. */
@ExtendWith(SharedClinic.class)
class DeliveryStatusIT {
  private static final String STATUS = Outreach.BASE + "/StructureDefinition/delivery-status";

  private final Clinic clinic;
  private final Person person = Person.next();
  private final String attempt;

  DeliveryStatusIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.book(person, clinic.morning().plusDays(10).withHour(14));
    attempt = clinic.gateway().received(person.phone()).get(0).attempt();
  }

  @Test
  void deliveredIsRecordedAndALaterSentChangesNothing() throws Exception {
    assertThat(report(attempt, "delivered", GatewayStub.TOKEN)).isLessThan(300);

    Communication delivered = clinic.fhir().read(Communication.class, attempt);
    assertThat(delivered.getExtensionString(STATUS)).isEqualTo("delivered");
    assertThat(delivered.getReceived()).isNotNull();

    assertThat(report(attempt, "sent", GatewayStub.TOKEN)).isLessThan(300);
    assertThat(report(attempt, "delivered", GatewayStub.TOKEN)).isLessThan(300);

    assertThat(clinic.fhir().read(Communication.class, attempt).getMeta().getVersionId())
        .isEqualTo(delivered.getMeta().getVersionId());
  }

  @Test
  void numberThatNobodyHasIsNotUsedAgain() throws Exception {
    assertThat(report(attempt, "undelivered", GatewayStub.TOKEN, "30005")).isLessThan(300);
    int told = clinic.gateway().received(person.phone()).size();

    clinic.book(person, clinic.morning().plusDays(20).withHour(14));

    assertThat(clinic.gateway().received(person.phone())).hasSize(told);
    assertThat(
            clinic
                .fhir()
                .read(Communication.class, attempt)
                .getStatusReason()
                .getCodingFirstRep()
                .getCode())
        .isEqualTo("invalid-address");
  }

  @Test
  void reportThatIsNotSignedWithOurTokenIsRefused() throws Exception {
    assertThat(report(attempt, "delivered", "another-token")).isEqualTo(403);
    assertThat(clinic.fhir().read(Communication.class, attempt).getExtensionString(STATUS))
        .isNotEqualTo("delivered");
  }

  @Test
  void reportOnAnAttemptThatIsNotOursIsNotFound() throws Exception {
    assertThat(report(UUID.randomUUID().toString(), "delivered", GatewayStub.TOKEN)).isEqualTo(404);
  }

  private int report(String about, String status, String token) throws Exception {
    return report(about, status, token, "");
  }

  private int report(String about, String status, String token, String code) throws Exception {
    String path = "/webhooks/sms/status/" + about;
    Map<String, String> form =
        new TreeMap<>(
            Map.of(
                "MessageSid",
                "SM1",
                "MessageStatus",
                status,
                "ErrorCode",
                code,
                "To",
                person.phone(),
                "ErrorMessage",
                "100 % taken & \u00e9tabli"));
    StringBuilder signed = new StringBuilder(clinic.process().base() + path);
    form.forEach((name, value) -> signed.append(name).append(value));
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    String signature =
        Base64.getEncoder()
            .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
    String body =
        form.entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return clinic.fhir().webhook(path, body, Map.of("X-Twilio-Signature", signature)).status();
  }
}
