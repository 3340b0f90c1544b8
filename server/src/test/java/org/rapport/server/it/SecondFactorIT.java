package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A second factor: added, asked, spent, and of no use to who guesses. */
@ExtendWith(SharedClinic.class)
class SecondFactorIT {
  private static final String PAGE = "/login/factor";

  private final String address = Visitor.address();
  private final Clinic clinic;

  SecondFactorIT(Clinic clinic) {
    this.clinic = clinic;
  }

  private Visitor visitor() {
    return Visitor.from(address, clinic.process().base());
  }

  /** RFC 6238, written a second time. */
  private static String code(String secret, int stepsFromNow) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(new Base32().decode(secret), "HmacSHA1"));
      long step = Instant.now().getEpochSecond() / 30 + stepsFromNow;
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int value = ByteBuffer.wrap(hash, hash[19] & 15, 4).getInt() & 0x7fffffff;
      return "%06d".formatted(value % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Map.Entry<String, String>> form(HttpResponse<String> page, String... pairs) {
    Matcher csrf = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(page.body());
    assertThat(csrf.find()).isTrue();
    List<Map.Entry<String, String>> fields = new java.util.ArrayList<>();
    fields.add(Map.entry("_csrf", csrf.group(1)));
    for (int i = 0; i < pairs.length; i += 2) {
      fields.add(Map.entry(pairs[i], pairs[i + 1]));
    }
    return fields;
  }

  private static String secret(HttpResponse<String> page) {
    Matcher key = Pattern.compile("<code>([A-Z2-7 ]{39,})</code>").matcher(page.body());
    assertThat(key.find()).as(page.body()).isTrue();
    return key.group(1).replace(" ", "");
  }

  @Test
  void whoAddedOneIsAskedForIt() {
    Visitor otto = visitor().signedIn("otto", "otto-password");
    HttpResponse<String> begun = otto.post(PAGE, form(otto.get(PAGE), "do", "begin"));
    String secret = secret(begun);
    assertThat(begun.body()).contains("<svg class=\"qr\"").doesNotContain("style=");
    assertThat(otto.post(PAGE, form(begun, "do", "confirm", "code", "000000")).statusCode())
        .isEqualTo(400);
    HttpResponse<String> confirmed =
        otto.post(PAGE, form(begun, "do", "confirm", "code", code(secret, -1)));
    List<String> recovery =
        Pattern.compile("<li><code>([a-z2-7-]{19})</code>")
            .matcher(confirmed.body())
            .results()
            .map(one -> one.group(1))
            .toList();
    assertThat(recovery).hasSize(10);
    assertThat(otto.get(PAGE).body()).as("shown once").doesNotContain(recovery.get(0));

    Visitor again = visitor();
    HttpResponse<String> asked = again.signIn("otto", "otto-password");
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.body()).contains("name=\"code\"").doesNotContain("name=\"password\"");
    assertThat(again.get(PAGE).statusCode()).as("half signed in gives nothing").isEqualTo(302);
    assertThat(again.post("/login", form(asked, "code", code(secret, -1))).statusCode())
        .as("a code is good once")
        .isEqualTo(401);
    String now = code(secret, 0);
    assertThat(again.post("/login", form(asked, "code", now)).statusCode()).isEqualTo(302);
    assertThat(again.get("/login").body()).contains("/logout");

    Visitor inOneForm = visitor();
    assertThat(
            inOneForm
                .post(
                    "/login",
                    form(
                        inOneForm.get("/login"),
                        "username",
                        "otto",
                        "password",
                        "otto-password",
                        "code",
                        recovery.get(3).toUpperCase()))
                .statusCode())
        .isEqualTo(302);
    Visitor spent = visitor();
    assertThat(
            spent
                .post(
                    "/login", form(spent.signIn("otto", "otto-password"), "code", recovery.get(3)))
                .statusCode())
        .isEqualTo(401);

    assertThat(otto.post(PAGE, form(otto.get(PAGE), "do", "remove", "code", "1")).statusCode())
        .as("who only found an open screen cannot take it away")
        .isEqualTo(400);
    otto.post(PAGE, form(otto.get(PAGE), "do", "remove", "code", recovery.get(4)));
    visitor().signedIn("otto", "otto-password");
  }

  @Test
  void everySessionEndsWhereSomebodyAsksForIt() {
    Visitor here = visitor().signedIn("mark", "mark-password");
    Visitor there = visitor().signedIn("mark", "mark-password");

    here.post("/logout", form(here.get("/login"), "everywhere", "true"));

    assertThat(there.get("/login").body()).contains("name=\"password\"");
  }

  @Test
  void whatNoPasskeySignedIsRefusedAndNotAStackTrace() {
    Visitor stranger = visitor();
    HttpResponse<String> page = stranger.get("/login");
    String token = form(page).get(0).getValue();
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "{\"id\": \"a\"}",
            "null",
            "{\"id\": \"AAAA\", \"rawId\": \"AAAA\", \"response\": {\"authenticatorData\": \"AA\", \"clientDataJSON\": \"e30\", \"signature\": \"AA\"}, \"credType\": \"public-key\", \"clientExtensionResults\": {}}")) {
      assertThat(stranger.json("/webauthn/authenticate/options", token, "").statusCode())
          .isEqualTo(200);
      assertThat(stranger.json("/login/webauthn", token, body).statusCode())
          .as(body)
          .isEqualTo(401);
    }
    assertThat(stranger.json("/webauthn/register/options", token, "").statusCode()).isIn(401, 403);
    assertThat(stranger.json("/webauthn/register", token, "{}").statusCode()).isIn(401, 403);

    Visitor nora = visitor().signedIn("nora", "nora-password");
    String hers = form(nora.get("/login")).get(0).getValue();
    for (String body :
        List.of("", "{", "[]", "null", "{\"publicKey\": null}", "{\"publicKey\": {}}")) {
      assertThat(nora.json("/webauthn/register/options", hers, "").statusCode()).isEqualTo(200);
      assertThat(nora.json("/webauthn/register", hers, body).statusCode()).as(body).isEqualTo(400);
    }
  }
}
