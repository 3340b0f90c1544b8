package org.rapport.server.find;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.security.scope.CallersReach;
import org.rapport.server.store.WholeSearch;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/$find}: who is meant at the desk, by a name, a number in any notation, a mailbox,
 * a date of birth, an identifier, or several of these. POST only, so that what is looked for stands
 * in no address. Changes nothing.
 */
@Component
public class FindOperation implements FhirOperations {
  private static final int MOST = 10;
  private static final int LONGEST = 200;

  private final FoundPeople people;
  private final IFhirResourceDao<Patient> patients;
  private final CallersReach reach;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final ZoneId zone;
  private final String base;

  FindOperation(
      FoundPeople people,
      IFhirResourceDao<Patient> patients,
      CallersReach reach,
      TransactionTemplate transaction,
      Clock clock,
      RapportSettings settings) {
    this.people = people;
    this.patients = patients;
    this.reach = reach;
    this.transaction = transaction;
    this.clock = clock;
    this.zone = settings.clinic().zone();
    this.base = settings.publicBase() + "/fhir/Patient/";
  }

  /**
   * Finds.
   *
   * @param q what was typed; all of it has to fit
   * @param count at most so many; ten without it, and never more
   * @return a searchset, best first, without a total
   */
  @Operation(name = "$find", type = Patient.class)
  public Bundle find(
      @OperationParam(name = "q") StringType q,
      @OperationParam(name = "_count") IntegerType count) {
    String text = q == null || q.getValue() == null ? "" : q.getValue().strip();
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new InvalidRequestException("q should have between 1 and " + LONGEST + " characters");
    }
    int most = count == null || count.getValue() == null ? MOST : Math.min(count.getValue(), MOST);
    if (most < 1) {
      throw new InvalidRequestException("_count should be positive");
    }
    Sought sought = Sought.of(text, clock.instant().atZone(zone).toLocalDate());
    Bundle answer = new Bundle().setType(BundleType.SEARCHSET);
    if (sought.clues().isEmpty()) {
      return answer;
    }
    return transaction.execute(
        status -> answer(answer, people.find(sought, reach.current(), most)));
  }

  private Bundle answer(Bundle answer, List<String> ids) {
    if (ids.isEmpty()) {
      return answer;
    }
    TokenOrListParam any = new TokenOrListParam();
    ids.forEach(id -> any.add(null, id));
    Map<String, Patient> read = new HashMap<>();
    patients
        .search(WholeSearch.upTo(MOST).add("_id", any), new SystemRequestDetails())
        .getAllResources()
        .forEach(one -> read.put(one.getIdElement().getIdPart(), (Patient) one));
    for (String id : ids) {
      if (read.containsKey(id)) {
        answer
            .addEntry()
            .setFullUrl(base + id)
            .setResource(read.get(id))
            .getSearch()
            .setMode(SearchEntryMode.MATCH);
      }
    }
    return answer;
  }
}
