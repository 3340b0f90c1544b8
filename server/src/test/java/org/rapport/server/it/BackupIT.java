package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The data folder in one file, of a server that runs and is written to, and back. */
@ExtendWith(SharedClinic.class)
class BackupIT {
  private static final List<String> TYPES =
      List.of(
          "Patient", "Communication", "CommunicationRequest", "Task", "Consent", "PlanDefinition");

  private final Clinic clinic;
  private final Path folder = RapportProcess.folder("backup");

  BackupIT(Clinic clinic) {
    this.clinic = clinic;
  }

  @Test
  void whatWasWrittenBeforeIsThereAfterwards() throws Exception {
    patient("kept-by-backup", "Wolkenstein");
    Map<String, Integer> before = counts(clinic.fhir());
    Path file = folder.resolve("rapport.zip");
    AtomicBoolean writes = new AtomicBoolean(true);
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; writes.get(); i++) {
                patient("while-copied-" + i, "Later");
              }
            });
    writer.start();
    RapportProcess backup;
    try {
      backup = run(clinic.data(), "backup", file.toString());
    } finally {
      writes.set(false);
      writer.join();
    }
    assertThat(backup.exitCode()).as(backup.log()).isZero();
    assertThat(backup.log()).contains("from a server that runs");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run(clinic.data(), "backup", file.toString()).exitCode())
        .as("nothing is written over")
        .isEqualTo(2);

    Path data = folder.resolve("restored");
    RapportProcess restored = run(data, "restore", file.toString());
    assertThat(restored.exitCode()).as(restored.log()).isZero();
    assertThat(run(data, "restore", file.toString()).exitCode()).isEqualTo(2);

    RapportProcess again =
        RapportProcess.start(RapportProcess.serverJar(), RapportProcess.settings(data));
    try {
      FhirClient fhir = new FhirClient(again.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
      Map<String, Integer> after = counts(fhir);
      assertThat(after.get("Patient")).isGreaterThanOrEqualTo(before.get("Patient"));
      after.put("Patient", before.get("Patient"));
      assertThat(after).isEqualTo(before);
      assertThat(fhir.get("/Patient/kept-by-backup").body()).contains("Wolkenstein");
      assertThat(fhir.get("/Patient?_content=Wolkenstein").body()).contains("kept-by-backup");
      assertThat(fhir.get("/AuditEvent/$verify").body())
          .as("the trail came along, and goes on")
          .contains("\"valueBoolean\":true");
      fhir.send(
              "PUT",
              "/Patient/after",
              FhirClient.JSON,
              "{\"resourceType\":\"Patient\",\"id\":\"after\"}")
          .accepted();
    } finally {
      again.close();
    }

    Path second = folder.resolve("second.zip");
    RapportProcess stopped = run(data, "backup", second.toString());
    assertThat(stopped.log()).contains("does not run");
    Path third = folder.resolve("third");
    assertThat(run(third, "restore", second.toString()).exitCode()).isZero();
    assertThat(third.resolve("pg/PG_VERSION")).exists();
    assertThat(third.resolve("keys/sealing.key"))
        .hasSameTextualContentAs(clinic.data().resolve("keys/sealing.key"));
  }

  @Test
  void whatIsNoBackupIsToldInOneSentence() throws IOException {
    Path other = Files.writeString(folder.resolve("other.zip"), "PK nothing");

    RapportProcess restore = run(folder.resolve("nowhere"), "restore", other.toString());

    assertThat(restore.exitCode()).isEqualTo(2);
    assertThat(restore.log()).contains("is no backup of Rapport").doesNotContain("\tat ");
    assertThat(run(folder, "backup", folder.resolve("x.zip").toString()).log())
        .contains("there is no embedded database");
  }

  private RapportProcess run(Path data, String... arguments) {
    RapportProcess command =
        RapportProcess.launch(
            RapportProcess.serverJar(), Map.of("RAPPORT_DATA", data.toString()), arguments);
    command.exitCode();
    return command;
  }

  private void patient(String id, String family) {
    clinic
        .fhir()
        .send(
            "PUT",
            "/Patient/" + id,
            FhirClient.JSON,
            "{\"resourceType\":\"Patient\",\"id\":\"%s\",\"name\":[{\"family\":\"%s\"}]}"
                .formatted(id, family))
        .accepted();
  }

  private static Map<String, Integer> counts(FhirClient fhir) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String type : TYPES) {
      counts.put(type, fhir.get("/" + type + "?_summary=count").as(Bundle.class).getTotal());
    }
    return counts;
  }
}
