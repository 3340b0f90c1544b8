package org.rapport.server.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose fault a failure is, and in which words it is told. */
class FhirFaultsTest {

  @Test
  void tellsNoSqlAndNoClass() {
    BaseServerResponseException told =
        FhirFaults.told(
            conflict(
                "HAPI-0825: Batch entry 0 insert into HFJ_SPIDX_STRING values ('SECRET')", "22021"),
            false);

    assertThat(told.getStatusCode()).isEqualTo(422);
    assertThat(words(told)).doesNotContain("SECRET", "insert", "HAPI");
    assertThat(
            words(
                FhirFaults.told(
                    new InvalidRequestException("no org.hl7.fhir.r4.model.Patient"), false)))
        .doesNotContain("org.hl7");
  }

  @Test
  void keepsWordsThatHelp() {
    BaseServerResponseException told =
        FhirFaults.told(
            new InvalidRequestException("HAPI-0524: Unknown search parameter \"x\""), false);

    assertThat(told.getStatusCode()).isEqualTo(400);
    assertThat(words(told)).isEqualTo("Unknown search parameter \"x\"");
  }

  @Test
  void isTheCallersWhereNobodyForesawTheInput() {
    assertThat(FhirFaults.told(new NullPointerException(), false).getStatusCode()).isEqualTo(400);
    assertThat(
            FhirFaults.told(new InternalErrorException(new NumberFormatException("x")), false)
                .getStatusCode())
        .isEqualTo(400);
    assertThat(
            FhirFaults.told(new RuntimeException(new StackOverflowError()), false).getStatusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "25006", "53100", "53300", "57P01", "58030"})
  void saysThatNothingCanBeStoredAndWhenToTryAgain(String state) {
    BaseServerResponseException told =
        FhirFaults.told(new RuntimeException(new SQLException("No space left", state)), false);

    assertThat(told.getStatusCode()).isEqualTo(503);
    assertThat(((OperationOutcome) told.getOperationOutcome()).getIssueFirstRep().getCode())
        .isEqualTo(OperationOutcome.IssueType.NOSTORE);
    assertThat(told.getResponseHeaders()).containsEntry("Retry-After", List.of("10"));
    assertThat(FhirFaults.told(told, true)).as("at the next door").isSameAs(told);
  }

  @Test
  void saysTheSameWhereNoConnectionIsToBeHad() {
    assertThat(
            FhirFaults.told(
                    new RuntimeException(new SQLTransientConnectionException("timed out")), false)
                .getStatusCode())
        .isEqualTo(503);
  }

  @Test
  void isOursWhereALibraryLostTheDatabase() {
    assertThat(
            FhirFaults.told(new InternalErrorException("JDBC connection lost"), false)
                .getStatusCode())
        .isEqualTo(500);
  }

  @Test
  void isAFailedPreconditionOnlyForWhoNamedAVersion() {
    ResourceVersionConflictException stale = new ResourceVersionConflictException("version 2");

    assertThat(FhirFaults.told(stale, true).getStatusCode()).isEqualTo(412);
    assertThat(FhirFaults.told(stale, false).getStatusCode()).isEqualTo(409);
  }

  private static ResourceVersionConflictException conflict(String message, String sqlState) {
    ResourceVersionConflictException conflict = new ResourceVersionConflictException(message);
    conflict.initCause(new SQLException("insert into … SECRET", sqlState));
    return conflict;
  }

  private static String words(BaseServerResponseException told) {
    return ((OperationOutcome) told.getOperationOutcome()).getIssueFirstRep().getDiagnostics();
  }
}
