package org.rapport.server.doctor;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.rapport.routes.EhrToken;
import org.rapport.routes.mllp.MllpTls;
import org.rapport.routes.start.Loopback;
import org.springframework.core.env.Environment;

/** What the EHR is told by: its MLLP listener, its FHIR server, and the token for that. */
final class Ehr implements Examination {
  private static final String MLLP = "RAPPORT_EHR_MLLP";
  private static final int MILLIS = 10_000;
  private static final String FHIR = "RAPPORT_EHR_FHIR_URL";
  private static final String TOKEN = "RAPPORT_EHR_TOKEN_URL";

  private final Web web;
  private final Clock clock;

  Ehr(Web web, Clock clock) {
    this.web = web;
    this.clock = clock;
  }

  @Override
  public List<Finding> look(Environment env) {
    List<Finding> findings = new ArrayList<>();
    String mllp = env.getProperty("rapport.ehr.mllp", "").strip();
    if (!mllp.isBlank()) {
      findings.add(listener(mllp, env.getProperty("rapport.ehr.mllp-tls", "")));
    }
    String fhir = env.getProperty("rapport.ehr.fhir-url", "").strip();
    if (!fhir.isBlank()) {
      findings.addAll(server(fhir.replaceAll("/+$", "")));
    }
    if (!env.getProperty("rapport.ehr.token-url", "").isBlank()) {
      findings.add(token(env));
    }
    return findings;
  }

  private static Finding listener(String address, String tls) {
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    Finding reached = Texts.reached(MLLP, host, port);
    if (reached.state() != Finding.State.OK) {
      return reached;
    }
    if (tls.isBlank()) {
      return Loopback.is(host)
          ? reached
          : Finding.warning(
              MLLP, "somebody listens there, and names and times go there unencrypted");
    }
    try (SSLSocket socket =
        (SSLSocket) MllpTls.of(tls).getSocketFactory().createSocket(host, port)) {
      socket.setSoTimeout(MILLIS);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return Finding.ok(MLLP, "speaks TLS with a certificate that RAPPORT_EHR_MLLP_TLS trusts");
    } catch (IOException refused) {
      return Finding.failure(MLLP, "no TLS with it: " + Finding.reason(refused));
    }
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

  private Finding token(Environment env) {
    try {
      EhrToken.ask(env, clock);
      return Finding.ok(TOKEN, "gives tokens to our client");
    } catch (RuntimeException e) {
      return Finding.failure(
          TOKEN, Finding.reason(e) + ": are RAPPORT_EHR_CLIENT_ID and its secret or key right?");
    }
  }
}
