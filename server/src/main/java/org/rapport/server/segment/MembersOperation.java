package org.rapport.server.segment;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/**
 * {@code Group/[id]/$members}: who is in a segment now, as a searchset Bundle of Patients in order
 * of their ids. Pages go by the last id, so that nobody is on two of them however members change in
 * between; {@code _summary=count} answers the number alone.
 */
@Component
public class MembersOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 500;

  private final AskedGroup asked;
  private final IFhirResourceDao<Patient> patients;
  private final String base;

  MembersOperation(AskedGroup asked, IFhirResourceDao<Patient> patients, RapportSettings settings) {
    this.asked = asked;
    this.patients = patients;
    this.base = settings.publicBase() + "/fhir";
  }

  /**
   * Evaluates the segment. Parameters {@code _count} (at most 500), {@code _summary=count}.
   *
   * @param id of a stored one; without it {@code filter}s say who is meant
   * @param filter searches all of which a member matches, as a member-filter has them
   */
  @Operation(name = "$members", type = Group.class, idempotent = true)
  public Bundle members(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "filter", max = OperationParam.MAX_UNLIMITED) List<StringType> filter,
      RequestDetails request) {
    Group group = asked.of(id, filter);
    int count = count(one(request, "_count"));
    String after = one(request, "after");
    SortedSet<String> members = asked.members(group);
    Bundle answer = new Bundle().setType(BundleType.SEARCHSET).setTotal(members.size());
    String self =
        base + (id == null ? "/Group/$members" : "/Group/" + id.getIdPart() + "/$members");
    boolean number = "count".equals(one(request, "_summary"));
    answer.addLink().setRelation("self").setUrl(self + (number ? "?_summary=count" : ""));
    String filters = filters(filter);
    if (number || count == 0) {
      return answer;
    }
    SortedSet<String> rest = after == null ? members : members.tailSet(after + "\0");
    List<String> page = rest.stream().limit(count).toList();
    for (Patient patient : read(page)) {
      answer
          .addEntry()
          .setFullUrl(base + "/Patient/" + patient.getIdElement().getIdPart())
          .setResource(patient)
          .getSearch()
          .setMode(SearchEntryMode.MATCH);
    }
    if (rest.size() > page.size()) {
      String last = URLEncoder.encode(page.get(page.size() - 1), StandardCharsets.UTF_8);
      answer
          .addLink()
          .setRelation("next")
          .setUrl(self + "?_count=" + count + "&after=" + last + filters);
    }
    return answer;
  }

  private static String filters(List<StringType> filters) {
    return filters == null
        ? ""
        : filters.stream()
            .map(one -> "&filter=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
  }

  private List<Patient> read(List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    TokenOrListParam any = new TokenOrListParam();
    ids.forEach(id -> any.add(new TokenParam(id)));
    SearchParameterMap byId = SearchParameterMap.newSynchronous().add("_id", any);
    byId.setLoadSynchronousUpTo(ids.size());
    return patients.searchForResources(byId, new SystemRequestDetails()).stream()
        .sorted(Comparator.comparing((Resource patient) -> patient.getIdElement().getIdPart()))
        .toList();
  }

  private static String one(RequestDetails request, String name) {
    String[] values = request.getParameters().get(name);
    return values == null || values.length == 0 ? null : values[0];
  }

  private static int count(String value) {
    if (value == null) {
      return USUAL;
    }
    try {
      int count = Integer.parseInt(value);
      if (count >= 0) {
        return Math.min(count, MOST);
      }
    } catch (NumberFormatException e) {
      // Refused below, like a negative number.
    }
    throw new InvalidRequestException("_count should be a number");
  }
}
