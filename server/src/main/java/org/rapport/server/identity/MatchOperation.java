package org.rapport.server.identity;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/$match}: the patients that somebody may be, best first.
 *
 * @see <a href="https://hl7.org/fhir/R4/patient-operation-match.html">Patient $match</a>
 */
@Component
public class MatchOperation implements FhirOperations {
  private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";
  private static final int MOST = 100;

  private final PatientMatches matches;
  private final IFhirResourceDao<Patient> patients;
  private final TransactionTemplate transaction;

  MatchOperation(
      PatientMatches matches, IFhirResourceDao<Patient> patients, TransactionTemplate transaction) {
    this.matches = matches;
    this.patients = patients;
    this.transaction = transaction;
  }

  /**
   * Matches.
   *
   * @param resource a Patient with what is known
   * @param onlyCertainMatches leaves out what is not certain
   * @param count at most so many
   * @return a searchset; empty where nobody is found
   */
  @Operation(name = "$match", type = Patient.class, idempotent = true)
  public Bundle match(
      @OperationParam(name = "resource") IBaseResource resource,
      @OperationParam(name = "onlyCertainMatches") BooleanType onlyCertainMatches,
      @OperationParam(name = "count") IntegerType count) {
    if (!(resource instanceof Patient patient)) {
      throw new InvalidRequestException("resource should be a Patient");
    }
    int limit = count == null || count.getValue() == null ? MOST : count.getValue();
    if (limit < 1) {
      throw new InvalidRequestException("count should be positive");
    }
    Traits traits = Traits.of(patient);
    if (!PatientMatches.findable(traits)) {
      throw new InvalidRequestException(
          "resource should have an identifier with a system, a telecom, or a family name and a "
              + "birth date");
    }
    boolean certain =
        onlyCertainMatches != null && Boolean.TRUE.equals(onlyCertainMatches.getValue());
    return transaction.execute(
        status ->
            bundle(
                matches.find(traits).stream()
                    .filter(match -> !certain || match.grade() == MatchGrade.CERTAIN)
                    .limit(Math.min(limit, MOST))
                    .toList()));
  }

  private Bundle bundle(List<Match> found) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.SEARCHSET).setTotal(found.size());
    if (found.isEmpty()) {
      return bundle;
    }
    TokenOrListParam ids = new TokenOrListParam();
    found.forEach(match -> ids.add(null, match.patientId()));
    SearchParameterMap asked = SearchParameterMap.newSynchronous();
    asked.add("_id", ids);
    Map<String, Patient> read =
        patients.search(asked, new SystemRequestDetails()).getAllResources().stream()
            .map(Patient.class::cast)
            .collect(Collectors.toMap(one -> one.getIdElement().getIdPart(), Function.identity()));
    for (Match match : found) {
      BundleEntryComponent entry = bundle.addEntry();
      entry.setResource(read.get(match.patientId()));
      entry
          .getSearch()
          .setMode(SearchEntryMode.MATCH)
          .setScore(BigDecimal.valueOf(match.score()).setScale(2, RoundingMode.HALF_UP))
          .addExtension(GRADE, new CodeType(match.grade().code()));
    }
    return bundle;
  }
}
