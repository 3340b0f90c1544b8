package org.rapport.server.it;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A telephone that texts the clinic through the gateway, and what it got in return. */
final class PatientPhone {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Clinic clinic;
  private final String number;

  PatientPhone(Clinic clinic, String number) {
    this.clinic = clinic;
    this.number = number;
  }

  /** Sends a text, which the server has to take, and waits for what follows from it. */
  void text(String body) {
    int status = deliver(body, "SM-in-" + NUMBER.incrementAndGet(), GatewayStub.TOKEN);
    if (status >= 300) {
      throw new AssertionError("Answered " + status);
    }
    clinic.settle();
  }

  /** Hands a text over as the gateway does; answers the status. */
  int deliver(String body, String sid, String token) {
    return post(
        new TreeMap<>(
            Map.of("MessageSid", sid, "From", number, "To", GatewayStub.FROM, "Body", body)),
        token);
  }

  int post(TreeMap<String, String> form, String token) {
    String path = "/webhooks/sms";
    StringBuilder signed = new StringBuilder(clinic.process().base() + path);
    form.forEach((name, value) -> signed.append(name).append(value));
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return clinic
        .fhir()
        .webhook(path, body, Map.of("X-Twilio-Signature", hmac(token, signed.toString())))
        .status();
  }

  /** The texts it got, in order. */
  List<String> got() {
    return clinic.gateway().received(number).stream().map(GatewayStub.Received::body).toList();
  }

  String last() {
    List<String> got = got();
    return got.get(got.size() - 1);
  }

  private static String hmac(String token, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
