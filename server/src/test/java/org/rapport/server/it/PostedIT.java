package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/** What is posted by itself is answered with what was stored, as a read of it says it. */
@ExtendWith(SharedClinic.class)
class PostedIT {
  private static final String LABEL =
      "{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}";

  private final Clinic clinic;
  private final FhirClient fhir;
  private final String tag = "urn:posted:" + UUID.randomUUID();

  PostedIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
  }

  @Test
  void isAnsweredAsItIsRead() {
    for (String resource : List.of(plain(), labelled(), profiled(), told(), notCopied())) {
      Answer posted = fhir.send("POST", "/" + type(resource), FhirClient.JSON, resource);
      assertThat(posted.status()).as(posted.body()).isEqualTo(201);
      IdType id = new IdType(posted.headers().firstValue("Location").orElseThrow());

      Answer read = fhir.get("/" + id.toUnqualifiedVersionless().getValue());
      assertThat(posted.body()).isEqualTo(read.body());
      assertThat(posted.headers().firstValue("ETag")).isEqualTo(read.headers().firstValue("ETag"));
      assertThat(posted.headers().firstValue("Last-Modified"))
          .isEqualTo(read.headers().firstValue("Last-Modified"));
      assertThat(id.getVersionIdPart()).isEqualTo("1");
    }
  }

  @Test
  void takesTheShapeThatIsAskedFor() {
    assertThat(post("?_pretty=true", Map.of()).body()).contains("  \"resourceType\": \"Patient\"");
    assertThat(post("?_format=xml", Map.of()).body()).contains("<family value=\"Zo\u00eb \\");
    assertThat(post("", Map.of("Prefer", "return=minimal")).body()).doesNotContain("Zo\u00eb");
    assertThat(post("", Map.of("Prefer", "return=OperationOutcome")).body())
        .contains("OperationOutcome")
        .doesNotContain("Zo\u00eb");
  }

  @Test
  void isFoundAndInTheTrailAsEveryWrite() {
    String id =
        new IdType(post("", Map.of()).headers().firstValue("Location").orElseThrow()).getIdPart();

    assertThat(fhir.search(Patient.class, "identifier=" + tag + "%7Cplain")).hasSize(1);
    assertThat(fhir.get("/Patient/" + id + "/_history").status()).isEqualTo(200);
    assertThat(fhir.search(AuditEvent.class, "entity=Patient/" + id + "&subtype=create"))
        .hasSize(1);
    assertThat(fhir.send("DELETE", "/Patient/" + id, FhirClient.JSON, null).status())
        .isBetween(200, 204);
    assertThat(fhir.get("/Patient/" + id).status()).isEqualTo(410);
  }

  @Test
  void whatIsWrongLeavesNothing() {
    Communication nobodys = new Communication();
    nobodys.addIdentifier().setSystem(tag).setValue("nobody");
    nobodys.setStatus(Communication.CommunicationStatus.COMPLETED);
    nobodys.getSubject().setReference("Patient/" + UUID.randomUUID());
    Answer refused = fhir.post("/Communication", nobodys);

    assertThat(refused.status()).as(refused.body()).isBetween(400, 422);
    assertThat(fhir.search(Communication.class, "identifier=" + tag + "%7Cnobody")).isEmpty();
  }

  @Test
  void refersToWhatWasDeletedNoMore() {
    String gone = fhir.create(new Patient().setActive(true));
    fhir.send("DELETE", "/Patient/" + gone, FhirClient.JSON, null);
    Communication late = new Communication();
    late.setStatus(Communication.CommunicationStatus.COMPLETED);
    late.getSubject().setReference("Patient/" + gone);

    assertThat(fhir.post("/Communication", late).status()).isBetween(400, 422);
  }

  @Test
  void whoMayOnlyWriteIsShownNothing() {
    Answer posted =
        clinic.scoped("system/Patient.c").send("POST", "/Patient", FhirClient.JSON, plain());

    assertThat(posted.status()).as(posted.body()).isEqualTo(201);
    assertThat(posted.body()).doesNotContain("Zo\u00eb");
  }

  private Answer post(String parameters, Map<String, String> headers) {
    Answer answer = fhir.send("POST", "/Patient" + parameters, FhirClient.JSON, plain(), headers);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  private static String type(String resource) {
    return resource.replaceAll("(?s).*\"resourceType\":\"(\\w+)\".*", "$1");
  }

  private String patient(String value, String more) {
    return "{\"resourceType\":\"Patient\",%s\"identifier\":[{\"system\":\"%s\",\"value\":\"%s\"}],\"name\":[{\"family\":\"Zo\u00eb \\\\ \\\"Ted\\\" \u2028 \ud83d\ude00\"}]}"
        .formatted(more, tag, value);
  }

  private String plain() {
    return patient("plain", "");
  }

  private String labelled() {
    return patient("labelled", "\"meta\":{\"security\":[" + LABEL + "]},");
  }

  private String profiled() {
    return patient(
        "profiled",
        "\"meta\":{\"profile\":[\"http://hl7.org/fhir/StructureDefinition/Patient\"],\"source\":\"urn:here\"},");
  }

  /** With a narrative, which is stored as it was sent. */
  private String told() {
    return patient(
        "told",
        "\"text\":{\"status\":\"additional\",\"div\":\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">a &amp; b</div>\"},");
  }

  /** What the sender says of id and version is not what it gets. */
  private String notCopied() {
    return patient(
        "other",
        "\"id\":\"mine\",\"meta\":{\"versionId\":\"7\",\"lastUpdated\":\"2020-01-01T00:00:00Z\"},");
  }
}
