package org.rapport.server.doctor;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.Environment;

/** What the EHR is told by: its MLLP listener, its FHIR server, and the token for that. */
final class Ehr implements Examination {
  private static final String FHIR = "RAPPORT_EHR_FHIR_URL";
  private static final String TOKEN = "RAPPORT_EHR_TOKEN_URL";

  private final Web web;

  Ehr(Web web) {
    this.web = web;
  }

  @Override
  public List<Finding> look(Environment env) {
    List<Finding> findings = new ArrayList<>();
    String mllp = env.getProperty("rapport.ehr.mllp", "").strip();
    if (!mllp.isBlank()) {
      int colon = mllp.lastIndexOf(':');
      findings.add(
          Texts.reached(
              "RAPPORT_EHR_MLLP",
              mllp.substring(0, colon),
              Integer.parseInt(mllp.substring(colon + 1))));
    }
    String fhir = env.getProperty("rapport.ehr.fhir-url", "").strip();
    if (!fhir.isBlank()) {
      findings.addAll(server(fhir.replaceAll("/+$", "")));
    }
    String token = env.getProperty("rapport.ehr.token-url", "").strip();
    if (!token.isBlank()) {
      findings.add(token(env, token));
    }
    return findings;
  }

  private List<Finding> server(String base) {
    List<Finding> findings = new ArrayList<>();
    try {
      HttpResponse<String> answer = web.ask(base + "/metadata", null, null);
      boolean fhir = answer.body() != null && answer.body().contains("CapabilityStatement");
      findings.add(
          fhir
              ? Finding.ok(FHIR, "is a FHIR server")
              : Finding.failure(
                  FHIR,
                  "answers " + answer.statusCode() + " at /metadata, and no CapabilityStatement"));
      web.time(FHIR, answer).ifPresent(findings::add);
    } catch (IOException e) {
      findings.add(Finding.failure(FHIR, "cannot be reached: " + Finding.reason(e)));
    }
    return findings;
  }

  private Finding token(Environment env, String address) {
    String form =
        "grant_type=client_credentials&client_id="
            + encoded(env.getProperty("rapport.ehr.client-id", ""))
            + "&client_secret="
            + encoded(env.getProperty("rapport.ehr.client-secret", ""));
    try {
      HttpResponse<String> answer = web.ask(address, null, form);
      return answer.statusCode() == 200 && answer.body().contains("access_token")
          ? Finding.ok(TOKEN, "gives tokens to our client")
          : Finding.failure(
              TOKEN,
              "answers " + answer.statusCode() + ": are RAPPORT_EHR_CLIENT_ID and _SECRET right?");
    } catch (IOException e) {
      return Finding.failure(TOKEN, "cannot be reached: " + Finding.reason(e));
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
